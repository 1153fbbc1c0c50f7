"""Editing at a terminal: errors are reported at once, and cancelling changes nothing."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.projects import PROJECT, copy_project

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals"),
]
if os.name != "nt":
    from support.terminals import Keyboard

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
TODAY = datetime.date.today().isoformat()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = copy_project(tmp_path / "p", LANTERN / "data", LANTERN / "content")
    shutil.copy(PROJECT / "tasks.py", folder)
    (folder / "src").symlink_to(PROJECT / "src")
    (folder / "tools").symlink_to(PROJECT / "tools")
    return folder


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "data").iterdir()}


def test_a_member_of_a_new_organisation_is_added_from_first_to_last_question(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "new", "member")
    for prompt, answer in (
        ("name: ", "nobody o'quote-smith"),  # a member has this name
        (r"\[y/N\] ", ""),
        ("name: ", "علي المثال"),  # without the prefix "ar:"
        ("name: ", "ar: علي المثال"),
        (r"\(as in 'fr: ...'; Enter continues\): ", ""),
        ("id: ", "Ali"),
        ("id: ", "ali-almithal"),
        ("group: ", "librarys"),
        ("group: ", "1"),
        ("role: ", "Editor: news"),
        ("organisation: ", "radio"),
        ("organisation: ", "Night School"),
        (r"\[y/N\] ", "y"),
        (r"name \[Night School\]: ", ""),
        (r"id \[night-school\]: ", ""),
        ("acronym: ", ""),
        ("part_of: ", "radio"),
        ("part_of: ", "1"),
        ("city: ", "ar: القاهرة"),
        (r"Enter continues\): ", "Cairo"),
        (r"Enter continues\): ", ""),
        ("country: ", "egypt"),
        ("url: ", "night.example.org"),
        ("url: ", ""),
        ("description: ", ""),
        ("source: ", ""),
        ("country: ", "EG"),
        ("url: ", ""),
        (r"Say more \(pronouns, links, orcid, .*, sort\)\? \[y/N\] ", "y"),
        ("pronouns: ", ""),
        ("links: ", "https://social.example/@ali"),
        ("links: ", "Mastodon: https://social.example/@ali; Letters: https://letters.example/"),
        ("orcid: ", ""),
        ("action_areas: ", "open-doors, Quiet Light"),
        ("languages: ", ""),
        ("bio: ", ""),
        ("photo: ", "nobody.jpg"),
        ("photo: ", ""),
        ("since: ", "2026-11"),
        ("until: ", ""),
        ("sort: ", "Almithal"),
        ("source: ", "E-mail"),
        (rf"checked \[{TODAY}\]: ", ""),
        (r"Write this\? \[Y/n\] ", ""),
    ):
        keyboard.type(prompt, answer)

    assert 0 == keyboard.end(), keyboard.screen
    for message in (
        "this name is almost the same as 'Nobody O'Quote-Smith' on line",
        "the letters of this text are not those of 'en'",
        "help: put it on a separate line",
        "no id can be made from this name",
        "help: did you mean 'ali'?",
        "Did you mean one of these? Type its number:\n    1  libraries  Libraries\n",
        "1  radio-qamar  Radio Qamar",
        "there is no organisation like 'Night School'",
        "= EG  Egypt",
        "help: did you mean 'https://night.example.org'?",
        "there is no 'nobody.jpg' in content/images/",
        "'https://social.example/@ali' has no address with words before it",
    ):
        assert message in keyboard.screen
    after = files(root)
    boat_library = b"- name: Boat Library\n"
    assert after["organisations.yaml"] == before["organisations.yaml"].replace(
        boat_library,
        b"- id: night-school\n  name: Night School\n  part_of: radio-qamar\n  city:\n"
        + "    ar: القاهرة\n    en: Cairo\n".encode()
        + b"  country: EG\n"
        + boat_library,
    )
    added = (
        "- id: ali-almithal\n  name:\n    ar: علي المثال\n".encode()
        + b'  role: "Editor: news"\n  organisation: night-school\n  country: EG\n'
        + b"  group: libraries\n  links:\n    - kind: mastodon\n"
        + b"      url: https://social.example/@ali\n    - title: Letters\n"
        + b"      url: https://letters.example/\n"
        + b"  action_areas: [open-doors, quiet-light]\n  since: 2026-11\n"
        + f"  sort: Almithal\n  source: E-mail\n  checked: {TODAY}\n".encode()
    )
    assert added + before["members.yaml"] == after["members.yaml"]


def test_the_prompts_go_back_to_questions_whose_answers_are_the_defaults_then(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "new", "member", "--source", "E-mail")
    for prompt, answer in (
        ("name: ", "<"),  # there is no question before
        ("name: ", "Ada Test"),
        ("group: ", "libraries"),
        ("role: ", "Editr"),
        ("organisation: ", "<"),
        (r"role \[Editr\]: ", "<"),
        (r"group \[libraries\]: ", ""),
        (r"role \[Editr\]: ", "Editor"),
        ("organisation: ", "new"),
        ("name: ", "Night School"),
        (r"id \[night-school\]: ", "<"),  # the id belongs to the question for the name
        ("name: ", "<"),
        ("organisation: ", "new"),
        ("name: ", "Day School"),
        (r"id \[day-school\]: ", ""),
        ("acronym: ", ""),
        ("part_of: ", "-"),
        ("city: ", ""),
        ("country: ", ""),
        ("url: ", ""),
        ("description: ", ""),
        (rf"checked \[{TODAY}\]: ", ""),
        ("country: ", "<"),  # forgets the new organisation
        (r"organisation \[day-school\]: ", "-"),
        ("country: ", ""),
        ("url: ", ""),
        (r"Say more .*\? \[y/N\] ", "<"),
        ("url: ", ""),
        (r"Say more .*\? \[y/N\] ", ""),
        (rf"checked \[{TODAY}\]: ", ""),
        (r"Write this\? \[Y/n\] ", ""),
    ):
        keyboard.type(prompt, answer)

    assert 0 == keyboard.end(), keyboard.screen
    assert "'<' goes back to the question before; Ctrl-C cancels." in keyboard.screen
    assert "this is the first question" in keyboard.screen
    after = files(root)
    assert before["organisations.yaml"] == after["organisations.yaml"]
    added = (
        "- name: Ada Test\n  role: Editor\n  group: libraries\n"
        f"  source: E-mail\n  checked: {TODAY}\n"
    ).encode()
    assert before["members.yaml"] == after["members.yaml"].replace(added, b"")
    assert added in after["members.yaml"]


def test_enter_skips_a_question_after_an_unknown_answer_if_it_is_pressed_twice(root: Path):
    keyboard = Keyboard(root, "new", "member", "--name", "Ada Test", "--group", "libraries")
    for prompt, answer in (
        ("role: ", ""),
        ("organisation: ", "Radio"),
        ("organisation: ", ""),
        ("organisation: ", ""),
        ("country: ", "<"),
        ("organisation: ", "Noray"),  # like no organisation, so no other one is offered
        (r"Add it now\? \[y/N\] ", ""),
        ("organisation: ", ""),
        ("country: ", ""),
        ("url: ", ""),
        (r"Say more .*\? \[y/N\] ", ""),
        ("source: ", ""),
        (r"Write this\? \[Y/n\] ", ""),
    ):
        keyboard.type(prompt, answer)

    assert 0 == keyboard.end(), keyboard.screen
    assert "type a number, or press Enter once more to skip it" in keyboard.screen


def test_yes_asks_nothing_at_a_terminal(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "new", "member", "--name", "Ada Test", "--yes")

    assert 1 == keyboard.end()
    assert "a member needs --group: --yes asks nothing\n" == keyboard.screen
    assert before == files(root)


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "end of input"])
def test_cancelling_changes_nothing_and_is_one_line(key: str, root: Path):
    before = files(root)
    keyboard = Keyboard(root, "new", "member", "--name", "Ada Test")

    keyboard.break_off("group: ", key, "nothing has been changed")

    assert 1 == keyboard.end()
    assert keyboard.screen.endswith("\nnothing has been changed\n")
    assert "Traceback" not in keyboard.screen
    assert before == files(root)


def test_declining_to_write_changes_nothing(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "rename", "radio-qamar", "--id", "qamar")

    keyboard.type(r"Write this\? \[Y/n\] ", "perhaps")
    keyboard.type(r"Write this\? \[Y/n\] ", "n")

    assert 1 == keyboard.end()
    assert "+ - id: qamar" in keyboard.screen
    assert before == files(root)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("retire",),
            "'retire' needs an argument: the id or name of a member or a working group;"
            " 'python3 tasks.py retire --help' explains more",
        ),
        (
            ("remove",),
            "'remove' needs 2 arguments: member, organisation, event, document, working-group,"
            " area, goal or group, then the id, name or title;"
            " 'python3 tasks.py remove --help' explains more",
        ),
        (
            ("remove", "member"),
            "'remove' needs an argument: the id, name or title;"
            " 'python3 tasks.py remove --help' explains more",
        ),
        (
            ("remove", "milestone", "2017"),
            "'milestone' cannot be removed with this command: the first argument is one of"
            " member, organisation, area, working-group, event, document, goal, group",
        ),
        (("new", "member", "--name", "A"), "a member needs --group: there is no terminal to ask"),
        (("new", "goal", "--set", "x"), "--set x says no value: write it as in '--set city=Oslo'"),
        (
            ("retire", "\x1b[31m"),
            "there is no member or working group with the id or name '<U+001B>[31m':"
            " look for it in data/members.yaml, data/working_groups.yaml",
        ),
    ],
)
def test_without_a_terminal_a_missing_argument_is_one_line(
    words: tuple[str, ...], expected: str, root: Path
):
    command = [sys.executable, "-c", "import tasks; tasks.main()", *words]
    done = subprocess.run(
        command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert done.returncode
    assert ("", f"{expected}\n") == (done.stdout, done.stderr)


def test_a_removal_is_shown_and_asks_before_it_writes(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "remove", "member", "siraj namudhaji")
    keyboard.type(r"Write this\? \[Y/n\] ", "n")
    assert 0 != keyboard.end()
    assert before == files(root)

    keyboard = Keyboard(root, "remove", "member", "siraj namudhaji")
    keyboard.type(r"Write this\? \[Y/n\] ", "")

    assert 0 == keyboard.end(), keyboard.screen
    assert "- - id: siraj" in keyboard.screen
    assert "the member is removed; the page disappears when the site is" in keyboard.screen
    assert {"members.yaml", "removed.yaml"} == {
        name for name, data in files(root).items() if before.get(name) != data
    }


def test_an_event_is_added_from_first_to_last_question(root: Path):
    before = files(root)
    keyboard = Keyboard(root, "new", "event")
    for prompt, answer in (
        ("title: ", "A night with a lamp"),
        ("kind: ", "party"),
        ("kind: ", "workshop"),
        ("start: ", "tomorrow"),
        ("start: ", "2026-03-28 22:30"),  # the zone is asked for later
        (r"id \[a-night-with-a-lamp-2026\]: ", "con"),
        (r"id \[a-night-with-a-lamp-2026\]: ", "<"),
        (r"start \[2026-03-28 22:30\]: ", ""),
        (r"id \[a-night-with-a-lamp-2026\]: ", ""),
        ("end: ", "2026-03-28 21:00"),
        ("mode: ", "hybrid"),
        ("place.city: ", "Bergen"),
        ("place.country: ", "norway"),
        (r"timezone \[Europe/Oslo\]: ", ""),  # the end is before the start
        (r"timezone \[Europe/Oslo\]: ", "<"),
        (r"place.country \[NO\]: ", "<"),
        (r"place.city \[Bergen\]: ", "<"),
        (r"mode \[hybrid\]: ", "<"),
        (r"end \[2026-03-28 21:00\]: ", "2026-03-29 03:30"),
        (r"mode \[hybrid\]: ", ""),
        (r"place.city \[Bergen\]: ", ""),
        (r"place.country \[NO\]: ", ""),
        (r"timezone \[Europe/Oslo\]: ", ""),
        ("online: ", "https://example.org/room"),
        ("url: ", ""),
        ("organisers: ", "LNS, Keepers of Oil"),
        ("people: ", "sirag-sample: host"),
        ("people: ", "siraj: host, Ada Test (Radio Qamar)"),
        ("summary: ", ""),
        (r"Say more \(status, place.venue, .*\)\? \[y/N\] ", ""),
        ("source: ", "Letter"),
        (rf"checked \[{TODAY}\]: ", ""),
        (r"Write this\? \[Y/n\] ", ""),
    ):
        keyboard.type(prompt, answer)

    assert 0 == keyboard.end(), keyboard.screen
    for message in (
        "write 'conference', 'congress', ",
        "'tomorrow' is not a day",
        "'end' (2026-03-28 21:00) is earlier than 'start'",
        "there is no member and no organisation with the id 'sirag-sample'",
    ):
        assert message in keyboard.screen
    after = files(root)
    added = after["events.yaml"].decode().removeprefix(before["events.yaml"].decode())
    assert (
        "- id: a-night-with-a-lamp-2026\n  title: A night with a lamp\n  kind: workshop\n"
        "  start: 2026-03-28 22:30\n  end: 2026-03-29 03:30\n  timezone: Europe/Oslo\n"
        "  mode: hybrid\n  place:\n    city: Bergen\n    country: NO\n"
        "  online: https://example.org/room\n  organisers:\n    - organisation: north-shore\n"
        "    - name: Keepers of Oil\n  people:\n    - member: siraj\n      role: host\n"
        "    - name: Ada Test\n      organisation: radio-qamar\n"
        f"  source: Letter\n  checked: {TODAY}\n"
    ) == added.lstrip("\n")


def test_several_groups_are_one_answer_and_an_organisation_is_asked_for_first(root: Path):
    keyboard = Keyboard(root, "new", "member", "--itself")
    for prompt, answer in (
        ("organisation: ", "LNS"),
        ("group: ", "libraries, nobody"),
        ("group: ", "libraries, Volunteers"),
        (r"Say more \(action_areas, since, until\)\? \[y/N\] ", ""),
        ("source: ", ""),
        (r"Write this\? \[Y/n\] ", ""),
    ):
        keyboard.type(prompt, answer)

    assert 0 == keyboard.end(), keyboard.screen
    members = files(root)["members.yaml"].decode()
    assert "- organisation: north-shore\n  groups: [libraries, volunteers]\n" in members
