"""What is solved, as frames, JSON, words and accounts show it."""

from __future__ import annotations

import json

import qadsl
from qadsl.syntax import nodes
from qadsl.views.rule_words import rule_in_words
from qadsl.views.vocabulary import vocabulary

CAMPS = """
symmetric relation rivalry : share
group few = A, B, C
theory camps {
  encouraging { common_side weight 1 }
  option neutrality { }
  option alliance { reward 100% }
  solve sides "Two camps" among few = blocs 2 { together rivalry(self, partner), apart 0.3 }
  rule on_one_side when sides then common_side = 1
  rule on_two_sides when not sides(self, partner) or not sides(self) then common_side = 0.1 * energy of sides
}
scenario three {
  state A, B, C, T
  A <-> B { rivalry = 0.9 }
  A <-> C { rivalry = 0.1 }
  B <-> C { rivalry = 0.1 }
  against T { }
}
run three
"""


def test_the_frame_and_json_have_a_row_for_each_solution() -> None:
    result = qadsl.compile(CAMPS).run()
    frame = result.solutions
    assert list(frame["groups"]) == ["A, C | B", "A | B, C"]
    assert list(frame["members"]) == [(("A", "C"), ("B",)), (("A",), ("B", "C"))]
    assert list(frame["energy"]) == [1.4, 1.4]
    assert frame["worth"].isna().all()
    assert list(frame["chosen"]) == [1.0, 0.0]
    row = json.loads(json.dumps(result.to_dict()["solutions"]))[0]
    assert (row["solve"], row["rank"], row["basin"], row["exact"]) == ("sides", 1, 2.0, True)


def test_the_screen_and_the_account_name_what_is_read() -> None:
    result = qadsl.compile(CAMPS).run()
    assert "sides: Two camps" in str(result)
    assert "sides: A, C | B, energy 1.4" in str(result.explain("A", "C"))


def test_rules_that_read_it_are_told_in_words() -> None:
    program = qadsl.compile(CAMPS)
    [theory] = [s for s in program.front.tree.statements if isinstance(s, nodes.Theory)]
    words = vocabulary(program.front.modules)
    one, two = (rule_in_words(item, words) for item in theory.items if isinstance(item, nodes.Rule))
    assert one == "Where the decider and the partner stand together in sides, common side is 1."
    assert two == (
        "Where the decider and the partner do not stand together in sides or the decider stands with nobody in sides, "
        "common side is 0.1 × the energy of sides."
    )


def test_where_nobody_is_nothing_is_solved() -> None:
    result = qadsl.compile("use balance_of_power\nscenario nowhere { }").run()
    assert result.decisions.empty
    assert result.to_dict()["decisions"] == []
