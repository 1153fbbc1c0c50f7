"""What each kind of page shows: records of the coalition, sorted, grouped and counted.

A view holds records rather than texts: templates choose the translation. Where the data has nothing
to show, the view's field is empty, and the template leaves that part of the page out.
"""

from coalition.site.views.action_areas import (
    ActionPlanView,
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
from coalition.site.views.directory import (
    CoalitionCounts,
    CountryMembers,
    CountryView,
    DirectoryFilter,
    DirectoryView,
    GroupSection,
    GroupView,
    OrganisationRow,
    build_countries,
    build_country_views,
    build_directory_view,
    build_group_view,
    build_sections,
    count_members,
    sort_organisations,
)
from coalition.site.views.documents import DocumentsView, DocumentView
from coalition.site.views.events import EventsView, EventView
from coalition.site.views.home import HomeView, build_home_view
from coalition.site.views.members import (
    MemberView,
    build_member_view,
)
from coalition.site.views.news import ArticleView, NewsView
from coalition.site.views.organisations import (
    OrganisationsView,
    OrganisationView,
    build_organisation_view,
    build_organisations_view,
)
from coalition.site.views.working_groups import WorkingGroupsView, WorkingGroupView

__all__ = [
    "ActionPlanView",
    "AreaView",
    "ArticleView",
    "CoalitionCounts",
    "ContentView",
    "CountryMembers",
    "CountryView",
    "DirectoryFilter",
    "DirectoryView",
    "DocumentView",
    "DocumentsView",
    "EventView",
    "EventsView",
    "GoalView",
    "GoalsView",
    "GroupSection",
    "GroupView",
    "HomeView",
    "MemberView",
    "NewsView",
    "NotFoundView",
    "OrganisationRow",
    "OrganisationView",
    "OrganisationsView",
    "OtherLanguage",
    "RedirectView",
    "WorkingGroupView",
    "WorkingGroupsView",
    "build_action_plan_view",
    "build_area_view",
    "build_countries",
    "build_country_views",
    "build_directory_view",
    "build_goal_view",
    "build_group_view",
    "build_home_view",
    "build_member_view",
    "build_organisation_view",
    "build_organisations_view",
    "build_sections",
    "count_members",
    "get_neighbours",
    "sort_organisations",
]
