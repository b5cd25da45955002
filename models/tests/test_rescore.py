from models.part import Part
from models.rescore import rescore
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, crowd, flood, record_of, visit


def test_a_stored_row_gives_the_same_bits_alone():
    state = ScoringState()
    ScoringStage().process([crowd(3000, T0 + 60 * i, i) for i in range(15)], state)
    rows = [flood(T0 + 1000, "203.0.113.9"), *(visit(T0 + 1000, f"192.0.2.{n}") for n in range(40))]
    (scores,) = ScoringStage().process([record_of(rows, position=99)], state)
    stored = {name: Part.from_bytes(part.to_bytes()) for name, part in scores.parts.items()}
    for i in range(len(scores.score)):
        again = rescore(scores.features[i : i + 1], scores.heads[i : i + 1, -1], stored)
        assert again.score.tobytes() == scores.score[i : i + 1].tobytes()
        assert again.p_value.tobytes() == scores.p_value[i : i + 1].tobytes()
        assert again.heads.tobytes() == scores.heads[i : i + 1].tobytes()
        assert again.surprisal.tobytes() == scores.surprisal[i : i + 1].tobytes()


def test_no_rows_are_no_trouble():
    state = ScoringState()
    (scores,) = ScoringStage().process([record_of([])], state)
    assert len(scores.score) == 0
