"""What is near to turning an outcome, and what is not."""

import qadsl
from qadsl.engine.tipping import tips
from qadsl.lookup import cell_of

PROGRAM = """
theory two "Pull and push" {
  encouraging { pull weight 1 "Pull" }
  discouraging { push weight 1 "Push" }
  option neutrality "Neutrality" { reward 0% }
  option alliance "Alliance" { reward 100%, cost 100% }
  choose highest payoff
  consent mutual

  rule derived when push is not given then push = 0.2
}

scenario s {
  state A, B, T
  against T { A <-> B { pull = 0.55 } }
}
"""


def test_giving_what_a_rule_waits_for_is_no_small_step() -> None:
    result = qadsl.compile(PROGRAM).run("s")
    cell = cell_of(result.plan, result.figures.cells.tolist(), "A", "B", None, None)
    found = {result.plan.quantities[tip.site[0]].name: tip for tip in tips(result.plan, (cell,), 0).tips}
    assert result.plan.options[int(result.figures.choice[0])].name == "alliance"
    assert 0 < found["pull"].distance < 1
    assert found["push"].distance > 1
