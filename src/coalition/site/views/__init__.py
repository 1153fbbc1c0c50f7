"""What each kind of page shows: records of the coalition, sorted, grouped and counted.

A view holds records rather than texts: templates choose the translation. Where the data has nothing
to show, the view's field is empty, and the template leaves that part of the page out.
"""

from coalition.site.views.action_areas import (
    ActionPlanView,
    AreaCounts,
    AreaView,
    GoalsView,
    GoalView,
    build_action_plan_view,
    build_area_view,
    build_goal_view,
)
from coalition.site.views.base import (
    ContentView,
    NotFoundView,
    OtherLanguage,
    RedirectView,
    get_neighbours,
)
from coalition.site.views.conditions import (
    ConditionResult,
    ConditionSetResult,
    ConditionStatus,
    ConditionsView,
    Evidence,
)
from coalition.site.views.countries import (
    CountriesView,
    CountryView,
    build_countries_view,
    build_country_views,
    name_un_groups,
)
from coalition.site.views.data import (
    ChangedKind,
    DataChanges,
    DataFile,
    DataFiles,
    DataTable,
    DataView,
    EntryLink,
)
from coalition.site.views.directory import (
    CoalitionCounts,
    CountryMembers,
    DirectoryFilter,
    DirectoryView,
    GroupSection,
    GroupView,
    OrganisationRow,
    build_countries,
    build_directory_view,
    build_group_view,
    build_sections,
    count_members,
    sort_organisations,
)
from coalition.site.views.documents import (
    DocumentsFilter,
    DocumentsView,
    DocumentView,
    YearSection,
    build_document_view,
    build_documents_view,
)
from coalition.site.views.events import (
    EventsView,
    EventView,
    EventYear,
    build_event_view,
    build_events_view,
)
from coalition.site.views.home import HomeView, build_home_view
from coalition.site.views.members import (
    MemberView,
    build_member_view,
)
from coalition.site.views.news import ArticleView, NewsView, build_article_view
from coalition.site.views.organisations import (
    OrganisationsView,
    OrganisationView,
    build_organisation_view,
    build_organisations_view,
)
from coalition.site.views.regions import Region
from coalition.site.views.search import IndexedPage, LetterSection, LongKind, SearchView
from coalition.site.views.working_groups import (
    WorkingGroupSummary,
    WorkingGroupsView,
    WorkingGroupView,
    build_working_group_view,
    build_working_groups_view,
)

__all__ = [
    "ActionPlanView",
    "AreaCounts",
    "AreaView",
    "ArticleView",
    "ChangedKind",
    "CoalitionCounts",
    "ConditionResult",
    "ConditionSetResult",
    "ConditionStatus",
    "ConditionsView",
    "ContentView",
    "CountriesView",
    "CountryMembers",
    "CountryView",
    "DataChanges",
    "DataFile",
    "DataFiles",
    "DataTable",
    "DataView",
    "DirectoryFilter",
    "DirectoryView",
    "DocumentView",
    "DocumentsFilter",
    "DocumentsView",
    "EntryLink",
    "EventView",
    "EventYear",
    "EventsView",
    "Evidence",
    "GoalView",
    "GoalsView",
    "GroupSection",
    "GroupView",
    "HomeView",
    "IndexedPage",
    "LetterSection",
    "LongKind",
    "MemberView",
    "NewsView",
    "NotFoundView",
    "OrganisationRow",
    "OrganisationView",
    "OrganisationsView",
    "OtherLanguage",
    "RedirectView",
    "Region",
    "SearchView",
    "WorkingGroupSummary",
    "WorkingGroupView",
    "WorkingGroupsView",
    "YearSection",
    "build_action_plan_view",
    "build_area_view",
    "build_article_view",
    "build_countries",
    "build_countries_view",
    "build_country_views",
    "build_directory_view",
    "build_document_view",
    "build_documents_view",
    "build_event_view",
    "build_events_view",
    "build_goal_view",
    "build_group_view",
    "build_home_view",
    "build_member_view",
    "build_organisation_view",
    "build_organisations_view",
    "build_sections",
    "build_working_group_view",
    "build_working_groups_view",
    "count_members",
    "get_neighbours",
    "name_un_groups",
    "sort_organisations",
]
