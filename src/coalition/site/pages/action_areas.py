"""The pages of the action plan, its areas and the goals."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.listing import build_divided_pages
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    find_untranslated,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import Site


def build_action_plan_pages(site: Site) -> Iterator[Page]:
    """Yield the page of the plan and one for each area; nothing without areas."""
    if not site.has("action-plan"):
        return
    file = "data/action_areas.yaml"
    plan = views.build_action_plan_view(
        site.index, site.get_page_content("action-plan"), site.language
    )
    yield build_main_page(
        site, "action-plan", "action_plan.html", plan, (file,), site.coalition.action_areas
    )
    for area in site.coalition.action_areas:
        view = views.build_area_view(site.index, area)
        page = Page(
            site.get_address("area", area.id),
            "area.html",
            area.title.localize(site.language.code),
            truncate_description(site.localize(area.text or area.summary or area.title)),
            view,
            build_breadcrumbs(site, "action-plan"),
            (file,),
            list_checked_dates(area),
            missing_languages=find_untranslated(site, area.title, area.text),
            official=True,
            short_title=area.localize_label(site.language.code) if area.short else None,
        )
        sections = views.list_area_sections(site.index, view, site.language)
        yield from build_divided_pages(site, page, sections)
        yield from build_former_id_redirects(site, "area", area.id, area.title, area.former_ids)


def build_goal_pages(site: Site) -> Iterator[Page]:
    """Yield the page of all goals and one for each; nothing without goals."""
    if not site.has("sdgs"):
        return
    _ = site.language.translations.gettext
    file = "data/sdgs.yaml"
    overview = views.GoalsView(site.get_page_content("sdgs"), tuple(site.index.goals.values()))
    yield build_main_page(site, "sdgs", "goals.html", overview, (file,), site.coalition.goals)
    for goal in site.coalition.goals:
        description = _("Sustainable Development Goal %(number)s, %(title)s, and the %(coalition)s")
        placeholders = {"number": goal.number, "title": site.localize(goal.title)}
        view = views.build_goal_view(site.index, goal)
        page = Page(
            site.get_address("goal", goal.id),
            "goal.html",
            goal.title.localize(site.language.code),
            truncate_description(
                description % {**placeholders, "coalition": site.localize(site.coalition.name)}
            ),
            view,
            build_breadcrumbs(site, "sdgs"),
            (file,),
            list_checked_dates(goal),
        )
        sections = views.list_goal_sections(site.index, view, site.language)
        yield from build_divided_pages(site, page, sections)
