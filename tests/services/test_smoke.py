from score_learn.services import attempts, courses, records
from score_learn.services.attempts import Given
from tests.builders import *

def test_smoke(meena, safety):
    rows = courses.home(meena, "en")
    assert rows[0].next == "fire"
    for l in ("fire","noise"):
        for c in range(2):
            courses.open_card(meena,"safety",l,f"{l}-{c}",now=NOON)
        a=client_id("a"+l)
        attempts.begin(a,meena,"safety",l,"lesson",lang="en",now=NOON)
        o=attempts.open_attempt(a,meena,"en")
        g=[]
        for asked in o.asked:
            q=make_question("x..",asked.question.id)
            g.append(Given(answer_id=client_id(a+q.id),attempt_id=a,question=q.id,answer=right_answer(q)))
        attempts.save_answer(g[0],meena,lang="en",now=NOON)
        attempts.hand_in(client_id("h"+l),a,g,meena,lang="en",now=NOON)
        r=attempts.result(a,meena,"en")
        assert r.passed and r.lesson_done
    assert courses.home(meena,"en")[0].next=="test"
    assert records.rebuild()==0
