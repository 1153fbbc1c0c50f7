"""The draft of a yearly report: what the data say about a year, and places for people to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from coalition.i18n import REGIONS, get_text_direction
from coalition.model import (
    Document,
    DocumentVersion,
    Event,
    PartialDate,
    Party,
    Text,
    WorkingGroup,
)
from coalition.reports.blocks import (
    BulletItem,
    BulletList,
    FigureTable,
    Line,
    Prompt,
    ReportBlock,
    ReportSection,
    Span,
    fill,
    join_lines,
    make_line,
    make_span,
    separate_lines,
)
from coalition.reports.errors import ReportError
from coalition.reports.membership import (
    YearOfMembership,
    find_beginning,
    find_end,
    find_year_of_membership,
)
from coalition.site import (
    Address,
    CategoryTally,
    CoalitionIndex,
    MemberRow,
    Site,
    build_relative_url,
    format_event_days,
    get_document_type_label,
    get_report_slug,
    is_web_url,
    label_event_kind,
    label_event_mode,
    label_event_role,
    label_event_status,
    list_event_people,
    name_un_groups,
    tally_groups,
    tally_regions,
    tally_un_groups,
)

LAST_MONTH_AND_DAY = (12, 31)


@dataclass(frozen=True)
class YearlyReport:
    """A report on a year in one language; `introduction` comes before the first heading."""

    title: str
    summary: str
    introduction: tuple[ReportBlock, ...]
    sections: tuple[ReportSection, ...]


def build_yearly_report(site: Site, year: int) -> YearlyReport:
    """Return the report on a year, in the language of the site.

    Raises ReportError if the year has not begun by the day of the data, or if the data have nothing
    of it.
    """
    day = site.as_of
    if day is None:
        raise ReportError(
            "nothing in the data has a date, so no year is known to be over; give entries a line"
            " 'checked: ...' with the day on which you compared them with their source"
        )
    if year > day.year:
        raise ReportError(
            f"{year} has not begun: the latest date of a check or of news is {day}; check the"
            " entries, or give an earlier year"
        )
    writer = _ReportWriter(site, year, min(day, date(year, *LAST_MONTH_AND_DAY)))
    if not writer.has_facts:
        raise ReportError(
            f"the data have nothing of {year}: nobody joined or left, and there are neither events"
            " nor documents nor news of that year; give another year"
        )
    return writer.build()


class _ReportWriter:
    """Writes the report on a year of a site; `end` is the last day of the year that is known."""

    def __init__(self, site: Site, year: int, end: date) -> None:
        self.site, self.year, self.end = site, year, end
        self.language = site.language
        self.gettext = site.language.translations.gettext
        self.index = CoalitionIndex(site.coalition, end)
        self.page = site.get_address("page", get_report_slug(year))

    @cached_property
    def membership(self) -> YearOfMembership:
        return find_year_of_membership(self.index, self.year, self.end)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that began in the year and are known to be over, the first one first."""
        events = tuple(self.index.events.values())[::-1]
        return tuple(
            event
            for event in events
            if event.start.day.year == self.year and event.start.day <= self.end
        )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        documents = tuple(self.index.documents.values())[::-1]
        return tuple(one for one in documents if one.date and one.date.year == self.year)

    @cached_property
    def has_facts(self) -> bool:
        """Whether the data have anything that belongs to this year only."""
        changes = (self.membership.joined, self.membership.left, self.membership.died)
        news = [article for article in self.site.articles if self._is_of_year(article.date)]
        return bool(any(changes) or self.events or self.documents or news)

    def build(self) -> YearlyReport:
        _ = self.gettext
        year, coalition = self.year, self.site.coalition
        names = {"coalition": self.site.localize(coalition.name), "year": year}
        return YearlyReport(
            _("Report for %(year)s") % {"year": year},
            _("What the %(coalition)s did in %(year)s.") % names,
            tuple(self._write_introduction()),
            tuple(self._write_sections()),
        )

    def _write_introduction(self) -> Iterator[ReportBlock]:
        coalition, language = self.site.coalition, self.language
        name = make_span(coalition.name.localize(language.code), language)
        names = {"name": (name,), "acronym": make_line(coalition.acronym)}
        yield fill(self.gettext("%(name)s (%(acronym)s)"), names)
        yield (make_span(coalition.mission.localize(language.code), language),)
        first = PartialDate(self.year, 1, 1)
        last = PartialDate(self.year, self.end.month, self.end.day)
        assert self.site.as_of, "a report is of a year that has begun by then"
        yield make_line(
            self.gettext("Period: %(period)s. Day of the data: %(day)s.")
            % {
                "period": language.format_date_range(first, last),
                "day": language.format_date(self.site.as_of),
            }
        )

    def _write_sections(self) -> Iterator[ReportSection]:
        _ = self.gettext
        yield ReportSection(_("What we did"), (Prompt(),))
        yield from self._write_members()
        groups = tuple(map(self._write_group, self._list_working_groups()))
        yield from _write_list(_("Working groups"), groups)
        yield from _write_list(_("Events"), map(self._write_event, self.events))
        yield from _write_list(_("Documents"), map(self._write_document, self.documents))
        yield from _write_list(_("News"), self._write_news())
        coming = [event for event in self.index.coming_events if self._is_next(event)]
        lists = (BulletList(tuple(map(self._write_coming_event, coming))),) if coming else ()
        yield ReportSection(_("What comes next"), (*lists, Prompt()))

    def _is_next(self, event: Event) -> bool:
        """Return whether an event takes place later in the year, or in the next one."""
        return event.start.day > self.end and event.start.day.year <= self.year + 1

    # Members

    def _write_members(self) -> Iterator[ReportSection]:
        _ = self.gettext
        count = len(self.membership.members)
        text = self.language.translations.ngettext(
            "%(shown)s member on %(day)s.", "%(shown)s members on %(day)s.", count
        )
        values = {
            "shown": self.language.format_number(count),
            "day": self.language.format_date(self.end),
        }
        lines = make_line(text % values), *self._note_unknown_dates()
        yield ReportSection(_("Members"), lines)
        changes = (
            (_("Joined in %(year)s"), self.membership.joined),
            (_("Left in %(year)s"), self.membership.left),
            (_("In memory"), self.membership.died),
        )
        for title, rows in changes:
            yield from _write_list(title % {"year": self.year}, map(self._write_member, rows), 3)
        yield from self._write_figures()

    def _note_unknown_dates(self) -> Iterator[Line]:
        """Say of how many members it is not known when they joined: they may have done so later."""
        undated = [
            row
            for row in self.membership.members
            if not any(term.since for term in row.member.all_terms)
        ]
        if not undated:
            return
        text = self.language.translations.ngettext(
            "The data do not say when %(shown)s of them joined.",
            "The data do not say when %(shown)s of them joined.",
            len(undated),
        )
        yield make_line(text % {"shown": self.language.format_number(len(undated))})

    def _write_member(self, row: MemberRow) -> BulletItem:
        member, organisation = row.member, row.organisation
        facts: list[Line] = [self._link_name(row.name, self.site.get_member_address(row))]
        if organisation and not member.is_organisation:
            address = self.site.get_address("organisation", organisation.id)
            facts.append(self._link_name(organisation.name, address))
        if row.country:
            facts.append((make_span(self.site.country_name(row.country), self.language),))
        return BulletItem(
            separate_lines(facts),
            self._drop_empty(self._date_change(row), self._cite(member.source)),
        )

    def _date_change(self, row: MemberRow) -> Line:
        """Return when a member joined, left or died in the year, as precisely as that is known."""
        language, member = self.language, row.member
        if row in self.membership.died and member.died:
            return make_line(language.format_date(member.died))
        if row in self.membership.left:
            end = find_end(member, self.year, self.end)
            return make_line(language.format_date(end.until)) if end and end.until else ()
        beginning = find_beginning(member, self.year, self.end)
        if beginning and beginning.since:
            return make_line(language.format_date(beginning.since))
        return ()

    def _write_figures(self) -> Iterator[ReportSection]:
        """Yield tables of the members at the end; a member can count in several rows."""
        _ = self.gettext
        members = self.membership.members
        if not members:
            return
        countries = [row.country or "" for row in members]
        tables = []
        if self.site.coalition.groups:
            rows = list(self._count_groups())
            tables.append(FigureTable((_("Stakeholder group"), _("Members")), tuple(rows)))
        if any(countries):
            header = _("Regional group of the United Nations"), _("Members")
            tables.append(FigureTable(header, tuple(self._count_un_groups(countries))))
            header = _("Region"), _("Members")
            tables.append(FigureTable(header, tuple(self._count_regions(countries))))
        if tables:
            yield ReportSection(_("Figures"), tuple(tables), 3)

    def _count_groups(self) -> Iterator[tuple[Line, int]]:
        tally = tally_groups(self.membership.members)
        for group in self.site.coalition.groups:
            name = group.name.localize(self.language.code)
            href = self._link(self.site.get_address("group", group.id))
            if count := tally.counts.get(group.id):
                is_current = group.id in self.site.index.members_by_group
                yield (make_span(name, self.language, href if is_current else ""),), count
        if tally.unknown:
            yield make_line(self.gettext("No stakeholder group")), tally.unknown

    def _count_un_groups(self, countries: list[str]) -> Iterator[tuple[Line, int]]:
        tally = tally_un_groups(countries)
        for group, count in sorted(tally.counts.items()):
            yield make_line(name_un_groups([group], self.language)[0]), count
        if tally.outside:
            yield make_line(self.gettext("In no regional group")), tally.outside
        yield from self._count_unknown(tally)

    def _count_regions(self, countries: list[str]) -> Iterator[tuple[Line, int]]:
        tally = tally_regions(countries)
        for code in REGIONS:
            if count := tally.counts.get(code):
                yield (make_span(self.language.region_name(code), self.language),), count
        yield from self._count_unknown(tally)

    def _count_unknown(self, tally: CategoryTally) -> Iterator[tuple[Line, int]]:
        if tally.unknown:
            yield make_line(self.gettext("Country not known")), tally.unknown

    # Working groups

    def _list_working_groups(self) -> Iterator[WorkingGroup]:
        """Yield the groups that worked in the year; one that ended on an unknown day did not."""
        first_day = date(self.year, 1, 1)
        for group in self.site.coalition.working_groups:
            has_begun = group.since is None or group.since.first_day <= self.end
            is_known = group.status != "ended" or group.until is not None
            has_ended = group.until is not None and group.until.last_day < first_day
            if has_begun and is_known and not has_ended:
                yield group

    def _write_group(self, group: WorkingGroup) -> BulletItem:
        _ = self.gettext
        title = self._link_text(group.title, self.site.get_address("working-group", group.id))
        chairs = [one for one in group.chairs if not self.index.is_former(one)]
        until = group.until
        has_ended = bool(until and until.year == self.year and until.first_day <= self.end)
        end = self.language.format_date(until) if until and has_ended else ""
        details = self._drop_empty(
            self._label(_("Chaired by"), self._name_parties(chairs)) if chairs else (),
            self._label(_("Ended"), make_line(end)) if end else (),
            self._cite(group.source),
        )
        return BulletItem((title,), details)

    # Events

    def _write_event(self, event: Event) -> BulletItem:
        _ = self.gettext
        organisers = self._name_parties(event.organisers)
        details = self._drop_empty(
            separate_lines(self._describe_event(event)),
            self._label(_("Organised by"), organisers) if event.organisers else (),
            *self._write_people(event),
            separate_lines(self._link_event(event)),
            self._cite(event.source),
        )
        title = self._link_text(event.title, self.site.get_address("event", event.id))
        return BulletItem((title,), details)

    def _write_coming_event(self, event: Event) -> BulletItem:
        title = self._link_text(event.title, self.site.get_address("event", event.id))
        return BulletItem((title,), (separate_lines(self._describe_event(event)),))

    def _describe_event(self, event: Event) -> Iterator[Line]:
        language = self.language
        yield make_line(format_event_days(event, language))
        yield make_line(label_event_kind(event.kind, language))
        if event.status:
            yield make_line(label_event_status(event.status, language))
        if event.place and event.place.city:
            yield (make_span(event.place.city.localize(language.code), language),)
        if event.place and event.place.country:
            yield (make_span(self.site.country_name(event.place.country), language),)
        if event.mode in ("online", "hybrid"):
            yield make_line(label_event_mode(event.mode, language))

    def _write_people(self, event: Event) -> Iterator[Line]:
        """Yield a line for each role at an event, with the people who had it."""
        people = list_event_people(self.index, event)[len(event.organisers) :]
        for role in dict.fromkeys(person.role for person in people):
            names = self._name_parties(person.party for person in people if person.role == role)
            label = label_event_role(role or "participant", self.language)
            yield self._label(label, names)

    def _link_event(self, event: Event) -> Iterator[Line]:
        _ = self.gettext
        links = (
            (_("Recording"), event.recording),
            (_("Transcript"), event.transcript),
            (_("Report"), event.report),
            (_("Minutes"), event.minutes),
            (_("Web page"), event.url),
        )
        yield from ((Span(label, url),) for label, url in links if url)
        for link in event.links:
            yield (make_span(link.title.localize(self.language.code), self.language, link.url),)

    # Documents and news

    def _write_document(self, document: Document) -> BulletItem:
        language = self.language
        authors = self._name_parties(document.parties)
        facts = [
            make_line(language.format_date(document.date)) if document.date else (),
            make_line(get_document_type_label(language, document.type)),
            authors if document.parties else (),
        ]
        versions = [
            (Span(language.language_name(version.language), _get_href(version)),)
            for version in document.versions
        ]
        title = self._link_text(document.title, self.site.get_address("document", document.id))
        details = separate_lines(facts), separate_lines(versions), self._cite(document.source)
        return BulletItem((title,), self._drop_empty(*details))

    def _write_news(self) -> Iterator[BulletItem]:
        for article in reversed(self.site.articles):
            if article.date and self._is_of_year(article.date):
                address = self.site.get_address("article", article.slug)
                title = make_span(article.title, self.language, self._link(address))
                yield BulletItem((title,), (make_line(self.language.format_date(article.date)),))

    def _is_of_year(self, day: date | None) -> bool:
        return bool(day and day.year == self.year)

    # Parts of lines

    def _name_parties(self, parties: Iterable[Party]) -> Line:
        """Return the names of parties as a list, each with its page and its organisation."""
        return join_lines(map(self._name_party, parties), self.language)

    def _name_party(self, party: Party) -> Line:
        resolved = self.index.resolve_party(party)
        address = None
        if resolved.kind and resolved.id:
            address = self.site.get_address(resolved.kind, resolved.id)
        name = self._link_name(resolved.name, address)
        if not resolved.organisation:
            return name
        organisation = self._link_name(resolved.organisation.name, None)
        pattern = self.gettext("%(name)s (%(organisation)s)")
        return fill(pattern, {"name": name, "organisation": organisation})

    def _link_name(self, name: Text, address: Address | None) -> Line:
        """Return a name; its language is marked only if it runs in the other direction.

        People write the names in a text by themselves, so the Markdown should stay readable.
        """
        span = self._link_text(name, address)
        if get_text_direction(span.language or self.language.code) == self.language.direction:
            span = replace(span, language="")
        return (span,)

    def _link_text(self, text: Text, address: Address | None) -> Span:
        href = self._link(address) if address else ""
        return make_span(text.localize(self.language.code), self.language, href)

    def _link(self, address: Address) -> str:
        return build_relative_url(self.page.path, address.path)

    def _label(self, label: str, value: Line) -> Line:
        pattern = self.gettext("%(label)s: %(value)s")
        return fill(pattern, {"label": make_line(label), "value": value})

    def _cite(self, source: str | None) -> Line:
        """Return a source: a link if it is an address; nothing if it is not known."""
        if not source:
            return ()
        if is_web_url(source):
            return self._label(self.gettext("Source"), (Span(source, source),))
        text = make_span(self.site.in_default_language(source), self.language)
        return self._label(self.gettext("Source"), (text,))

    def _drop_empty(self, *lines: Line) -> tuple[Line, ...]:
        return tuple(line for line in lines if line)


def _get_href(version: DocumentVersion) -> str:
    """Return the address of a version, as texts link to a file of the site or to another one."""
    return version.url or f"{{static}}/files/{version.file}"


def _write_list(title: str, items: Iterable[BulletItem], level: int = 2) -> Iterator[ReportSection]:
    """Yield a section with a list, if there is anything in it."""
    if filled := tuple(items):
        yield ReportSection(title, (BulletList(filled),), level)
