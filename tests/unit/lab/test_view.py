"""A link leads back to the view that it was made of."""

from urllib.parse import parse_qs, urlsplit

import pytest

from experiments.lab.view import View, view_of

VIEWS = [
    View(),
    View(source="my firm/a&b.yaml", changes={"world.selling.cycle": "60 days", "title": "大客户 = 100 %?"}),
    View(source="claim:c05_department:at_once:default:both", changes={"outcomes": "[customers, value]"}),
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_link_leads_back(view: View) -> None:
    query = parse_qs(urlsplit(view.link("http://127.0.0.1:8501/")).query)
    assert view_of(query) == view


def test_the_later_of_two_changes_of_one_value_holds() -> None:
    assert view_of({"set": ["run.seed=1", "run.seed=2"]}).changes == {"run.seed": "2"}


def test_a_change_that_is_none_is_kept_to_be_refused() -> None:
    assert view_of({"set": ["nonsense"]}).overrides == ("nonsense=",)


def test_changes_can_be_given_back() -> None:
    view = View().with_change("a", "1").with_change("b", "2").with_change("a", None)
    assert view.overrides == ("b=2",)
    assert view.with_change("a", "3").overrides == ("b=2", "a=3")


def test_what_no_file_holds_has_no_command() -> None:
    assert View(source="claim:c05_department:at_once:default:both").command() == ""
    assert View(source="uploaded:a.yaml").command() == ""
    assert View(source="C:\\firms\\a.yaml").command().startswith("keysim compare")
