"""Prompts for the values of a new entry; each answer is validated at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from coalition.cli.terminal import (
    BACK_ANSWER,
    GoBackError,
    confirm,
    print_answer_errors,
    print_choices,
    prompt_line,
)
from coalition.diagnostics import Diagnostic, escape_invisible
from coalition.editing import (
    MAX_CHOICES,
    MEMBER_KIND,
    ORGANISATION_KIND,
    PAGE_FOLDERS,
    TODAY_ANSWER,
    Choice,
    Choices,
    EditError,
    EntryKind,
    EntryValues,
    Question,
    Workspace,
    add_entry,
    add_namesake_ids,
    find_namesakes,
    format_answer,
    format_today,
    get_value,
    is_id_written,
    is_list_of_choices,
    is_rare,
    iter_questions,
    kind_has_id,
    needs_time_zone,
    parse_answer,
    propose_id,
    select_questions,
    set_value,
    validate_entry,
    with_defaults,
)
from coalition.model import find_only_time_zone
from coalition.project import PlainData, slugify

SKIP_ANSWER = "-"
"""The answer that skips an optional question with a default, or with matches listed."""

NEW_ANSWER = "new"
"""The answer that adds an organisation that is not in the list."""

IDENTITY_RULES = {"missing-id", "id-collision"}
"""Rules about a name that an explicit id satisfies."""


class EntryPrompter:
    """Prompts for new entries; `workspace` includes the organisations added on the way."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def prompt_entry(self, kind: EntryKind, preset: EntryValues) -> EntryValues:
        """Prompt for every value that is not `preset`, and return the entry.

        Raises Cancelled.
        """
        print(f"'{BACK_ANSWER}' goes back to the question before; Ctrl-C cancels.")
        while True:
            try:
                return self._prompt_entry(kind, preset, {})
            except GoBackError:
                print("  ! this is the first question")

    def _prompt_entry(
        self,
        kind: EntryKind,
        preset: EntryValues,
        defaults: dict[str, str],
        *,
        offers_rare: bool = True,
    ) -> EntryValues:
        """Prompt for an entry; `defaults` has default answers by key.

        With `offers_rare`, rare keys are asked for on request. The entry is not added to
        `workspace`. Raises Cancelled, and GoBackError at the first question.
        """
        entry = dict(preset)
        self._resolve_preset_name(kind, entry)
        questions = [
            question
            for question in select_questions(self.workspace, kind)
            if get_value(entry, question.key) is None
            if not (question.key == "group" and "groups" in entry)
        ]
        if _asks_for_id(kind) and "id" not in entry:  # once all that an id is made from is known
            index = sum(question.is_required for question in questions)
            questions.insert(index, next(q for q in iter_questions(kind) if q.key == "id"))
        rare_keys = [q.key for q in questions if is_rare(kind, q)]
        wants_rare = False  # a single rare key is not worth a question
        answered: list[tuple[int, EntryValues, Workspace]] = []
        position = 0
        while position < len(questions):
            question, state = questions[position], (position, dict(entry), self.workspace)
            try:
                if offers_rare and len(rare_keys) > 1 and question.key == rare_keys[0]:
                    prompt = f"\nSay more ({', '.join(rare_keys)})?"
                    wants_rare = confirm(prompt, default=False, can_go_back=True)
                if _must_ask(kind, question, entry, wants_rare=wants_rare):
                    self._prompt_field(kind, question, entry, defaults)
                    answered.append(state)
                position += 1
            except GoBackError:
                if not answered:
                    raise
                later = entry
                position, entry, self.workspace = answered.pop()
                question = questions[position]
                value = get_value(later, question.key)
                defaults[question.key] = "" if value is None else format_answer(question, value)
        return with_defaults(self.workspace, kind, entry)

    def _resolve_preset_name(self, kind: EntryKind, entry: EntryValues) -> None:
        """Choose the id of an entry whose name is given, or remove the name to prompt for it."""
        name_key = kind.collection.name_key if kind.collection else ""
        try:
            if name_key not in entry or self._resolve_identity(kind, entry):
                return
        except GoBackError:
            entry.pop("id", None)
        del entry[name_key]

    def _prompt_field(
        self, kind: EntryKind, question: Question, entry: EntryValues, defaults: Mapping[str, str]
    ) -> None:
        """Prompt until the answer is valid; an optional question may be skipped.

        Raises GoBackError if the answer is BACK_ANSWER.
        """
        if question.key == "id":
            proposed_id = defaults.get("id") or propose_id(self.workspace, kind, entry)
            self._prompt_id(kind, entry, proposed_id)
            return
        if question.key == "slug" and not slugify(str(entry["title"])):
            question = _require_slug(question)
        if question.key == "timezone":
            question = replace(question, is_required=True)
        default = defaults.get(question.key) or _suggest_answer(question, entry)
        default = format_today() if default == TODAY_ANSWER else default
        print(f"\n{_format_question(question, default)}")
        choice_prompt = ChoicePrompt(self.workspace, question) if question.reference_kind else None
        prompt = f"{question.key}{f' [{default}]' if default else ''}: "
        while True:
            answer = prompt_line(prompt, can_go_back=True) or default
            # with matches on the screen, Enter may be a mistake: it skips the question only if
            # it is pressed twice
            has_matches = choice_prompt is not None and choice_prompt.has_matches
            if not question.is_required and (answer == SKIP_ANSWER or not (answer or has_matches)):
                return
            if not answer:
                advice = "type a number, or press Enter once more to skip it"
                print(f"  ! {'this is needed' if question.is_required else advice}")
                if choice_prompt:
                    choice_prompt.has_matches = False
                continue
            with suppress(GoBackError):  # from a prompt about the answer: ask for another answer
                if self._accept_several(kind, question, entry, answer):
                    return
                if choice_prompt and not question.is_list:
                    answer = self._resolve_choice(choice_prompt, entry, answer)
                if answer and self._accept_answer(kind, question, entry, answer):
                    return

    def _accept_several(
        self, kind: EntryKind, question: Question, entry: EntryValues, answer: str
    ) -> bool:
        """Accept several stakeholder groups where one is asked for; return whether it was so."""
        if question.reference_kind != "group":
            return False
        several = next((q for q in iter_questions(kind) if q.key == f"{question.key}s"), None)
        if several is None or not is_list_of_choices(self.workspace, several, answer):
            return False
        return self._accept_answer(kind, several, entry, answer)

    def _resolve_choice(self, choice_prompt: ChoicePrompt, entry: EntryValues, answer: str) -> str:
        """Return the id that the answer refers to, of a new organisation if that is wanted."""
        answer = choice_prompt.resolve_answer(answer)
        if choice_prompt.wants_new:
            choice_prompt.wants_new = False
            answer = self._prompt_organisation(entry, choice_prompt.new_name)
        return answer

    def _accept_answer(
        self, kind: EntryKind, question: Question, entry: EntryValues, answer: str
    ) -> bool:
        """Put a valid answer into the entry, or print its errors; return whether it was valid."""
        try:
            value = parse_answer(question, answer, self.workspace)
        except EditError as error:
            print(f"  ! {error.message}" + (f"\n    help: {error.hint}" if error.hint else ""))
            return False
        if isinstance(value, dict):
            value = self._prompt_translations(question, value)
        candidate = dict(entry)
        set_value(candidate, question.key, value)
        diagnostics = self._validate_answer(kind, question, candidate)
        is_name = kind.collection is not None and question.key == kind.collection.name_key
        if is_name:
            diagnostics = [d for d in diagnostics if not is_solved_by_id(kind, d)]
        print_answer_errors(diagnostics)
        if diagnostics or (is_name and not self._resolve_identity(kind, candidate)):
            return False
        entry.update(candidate)
        return True

    def _validate_answer(
        self, kind: EntryKind, question: Question, candidate: EntryValues
    ) -> list[Diagnostic]:
        """Return what is wrong with an answer, apart from what a later question asks for."""
        keys = [question.top_key]
        if question.key == "timezone":
            keys += ["start", "end"]  # they are times in this zone
        diagnostics = validate_entry(self.workspace, kind, candidate, keys)
        if needs_time_zone(candidate):
            diagnostics = [one for one in diagnostics if one.rule != "missing-key"]
        return diagnostics

    def _prompt_translations(
        self, question: Question, value: dict[str, PlainData]
    ) -> dict[str, PlainData]:
        """Prompt for the same text in other languages until an empty answer."""
        texts = dict(value)
        prompt = f"{question.key} in one more language (as in 'fr: ...'; Enter continues): "
        while answer := prompt_line(prompt, can_go_back=True):
            text = parse_answer(question, answer, self.workspace)
            texts |= text if isinstance(text, dict) else {self.workspace.default_language: text}
        return texts

    def _prompt_organisation(self, member: EntryValues, default_name: str) -> str:
        """Prompt for an organisation, add it to the workspace and return its id."""
        print("\nA new organisation. Ctrl-C cancels without any change.")
        preset: EntryValues = {key: member[key] for key in ("source", "checked") if key in member}
        defaults = {"name": default_name}
        entry = self._prompt_entry(ORGANISATION_KIND, preset, defaults, offers_rare=False)
        self.workspace = add_entry(self.workspace, ORGANISATION_KIND, entry)
        print(f"\nThe organisation '{entry['id']}' will be added too. Now back to the first entry.")
        return str(entry["id"])

    def _resolve_identity(self, kind: EntryKind, entry: EntryValues) -> bool:
        """Choose the id of an entry with a name; return False if another name is needed."""
        if not kind_has_id(kind) or _asks_for_id(kind) or "id" in entry:
            return True
        namesakes = find_namesakes(self.workspace, kind, entry)
        if namesakes and not self._confirm_namesake(kind, entry):
            return False
        proposed_id, conflicts = "", []
        if not namesakes:
            proposed_id = propose_id(self.workspace, kind, entry)
            diagnostics = validate_entry(self.workspace, kind, entry, ["id", *entry])
            conflicts = [d for d in diagnostics if d.rule in IDENTITY_RULES]
        if is_id_written(kind) or not proposed_id or conflicts:
            print_answer_errors(conflicts)
            self._prompt_id(kind, entry, "" if conflicts else proposed_id)
        else:
            print(f"  its page will be /{PAGE_FOLDERS[kind.name]}/{proposed_id}/")
        self.workspace = add_namesake_ids(self.workspace, kind, entry)
        return True

    def _confirm_namesake(self, kind: EntryKind, entry: EntryValues) -> bool:
        print_answer_errors(validate_entry(self.workspace, kind, entry, ["name"]))
        return confirm(
            "  Is this another person of the same name?", default=False, can_go_back=True
        )

    def _prompt_id(self, kind: EntryKind, entry: EntryValues, default: str) -> None:
        """Prompt for the id, which becomes part of the URL."""
        question = next(q for q in iter_questions(kind) if q.key == "id")
        purpose = "The id becomes part of the address and never changes"
        print(f"\n{purpose}: small letters, digits and hyphens, as in '{question.example}'")
        while True:
            prompt = f"id{f' [{default}]' if default else ''}: "
            id = prompt_line(prompt, can_go_back=True) or default
            if not id:
                continue
            workspace = add_namesake_ids(self.workspace, kind, entry)
            diagnostics = validate_entry(workspace, kind, {**entry, "id": id}, ["id"])
            print_answer_errors(diagnostics)
            if not diagnostics:
                entry["id"] = id
                return


class ChoicePrompt:
    """Resolves the answers to one question to an id: from an id, a name, or a number in a list."""

    def __init__(self, workspace: Workspace, question: Question) -> None:
        assert question.reference_kind
        self.choices = Choices(question.reference_kind, workspace)
        self.question = question
        self.can_add = question.reference_kind == "organisation"
        self.wants_new = False
        self.has_matches = False
        self.new_name = ""
        choices = self.choices.all()
        self.listed_choices: list[Choice] = choices if len(choices) <= MAX_CHOICES else []
        print_choices(self.listed_choices, numbered=not question.is_list)

    def resolve_answer(self, answer: str) -> str:
        """Return the id that the answer refers to; empty if similar choices were listed instead.

        An answer without any match is returned as it is, so that validation reports it. Sets
        `wants_new` if an organisation is to be added, and `new_name` to the default for its name.
        """
        number = int(answer[:3]) if answer.isascii() and answer.isdigit() else 0
        if 0 < number <= len(self.listed_choices):
            return self.listed_choices[number - 1].id
        if id := self.choices.match(answer):
            print(f"  = {escape_invisible(str(Choice(id, self.choices.names_by_id[id])))}")
            return id
        if self.can_add and answer.casefold() == NEW_ANSWER:
            self.wants_new, self.new_name = True, ""
            return ""
        if matches := self.choices.search(answer):
            self._print_matches(matches)
            return ""
        return self._offer_new(answer)

    def _print_matches(self, matches: list[Choice]) -> None:
        self.has_matches = True
        omitted = len(matches) - MAX_CHOICES
        self.listed_choices = matches[:MAX_CHOICES]
        print("  unknown id or name. Did you mean one of these? Type its number:")
        print_choices(self.listed_choices, numbered=True)
        if omitted > 0:
            print(f"      and {omitted} more: type more letters")
        if self.can_add:
            print(f"      or '{NEW_ANSWER}' to add another organisation")
        if not self.question.is_required:
            print(f"      or '{SKIP_ANSWER}' to skip it")

    def _offer_new(self, answer: str) -> str:
        if not self.can_add:
            return answer
        print(f"  ! there is no organisation like '{escape_invisible(answer)}'")
        self.new_name = answer
        self.wants_new = confirm("    Add it now?", default=False, can_go_back=True)
        return ""


def _format_question(question: Question, default: str) -> str:
    """Describe a question in one line."""
    parts = [question.description]
    if question.choices:
        parts.append(" or ".join(question.choices))
    if question.short_form:
        parts.append("ids or names, several with commas between them")
        parts.append(f"as in {question.example}")
        return "; ".join(parts) + _format_way_to_skip(question, default)
    if question.reference_kind == "organisation":
        parts.append(f"type a part of its name; '{NEW_ANSWER}' adds one")
    elif question.is_list:
        parts.append("several with commas between them")
    if question.example:
        parts.append(f"as in {question.example}")
    return "; ".join(parts) + _format_way_to_skip(question, default)


def _format_way_to_skip(question: Question, default: str) -> str:
    way_to_skip = f"'{SKIP_ANSWER}' skips it" if default else "Enter skips it"
    return "" if question.is_required else f" ({way_to_skip})"


def _suggest_answer(question: Question, entry: EntryValues) -> str:
    """Return the default answer of a question: of a time zone, that of the place's country."""
    country = get_value(entry, "place.country")
    if question.key == "timezone" and isinstance(country, str):
        return find_only_time_zone(country)
    return question.default


def _require_slug(question: Question) -> Question:
    """Make the question for a slug required, because none can be made from the title."""
    return replace(question, is_required=True, description="Its address: this title gives none")


def _asks_for_id(kind: EntryKind) -> bool:
    """Return whether the id has a question of its own: one from a title is only a proposal."""
    return is_id_written(kind) and kind.name_key == "title"


def _must_ask(kind: EntryKind, question: Question, entry: EntryValues, *, wants_rare: bool) -> bool:
    """Return whether to ask a question: not for `checked` if the entry has no `source`.

    The time zone is asked for if there is a time of day, and the place of an event that has one.
    """
    if question.key == "checked" and "source" in kind.key_order and "source" not in entry:
        return False
    if question.key == "timezone":
        return needs_time_zone(entry)
    mode = entry.get("mode")
    if question.key == "online" and not wants_rare:
        return mode in ("online", "hybrid")
    if question.top_key == "place" and mode == "online":
        return False
    return wants_rare or not is_rare(kind, question)


def is_solved_by_id(kind: EntryKind, diagnostic: Diagnostic) -> bool:
    """Return whether an explicit id solves an error of a name; people may share one."""
    return diagnostic.rule in IDENTITY_RULES or (
        kind is MEMBER_KIND and diagnostic.rule == "duplicate-name"
    )
