"""Reading aloud: a key where there is a recording or a voice, and no dead key anywhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from score_learn.cli.publish import publish_folders
from score_learn.core.compiler.recordings import recording_id
from score_learn.settings import Settings
from score_learn.storage.database import db
from tests.browser.journey import CARD, SHOWN
from tests.browser.live import Live
from tests.opus import opus

pytestmark = pytest.mark.browser

VOICE = """(() => {
    window.said = [];
    const voices = [{lang: "hi-IN", localService: true, name: "test"}];
    Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
      getVoices: () => voices, speak: (one) => window.said.push(one.text), cancel: () => {},
    })});
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  })()"""
SOUND = """(() => {
    window.played = [];
    HTMLMediaElement.prototype.play = function () {
      window.played.push(new URL(this.src).pathname);
      setTimeout(() => this.dispatchEvent(new Event("ended")), 20);
      return Promise.resolve();
    };
  })()"""
KEYS = ".listen, .speaker"

COURSE = {
    "module.md": "---\norder: 99\n---\n# Sounds\n\nWords.\n",
    "1-doors.md": "# Doors\n\n## Two doors\n\nKnow two doors.\n\n## Talk\n\n> **Li:** It is shut.\n\n"
    "## Which? <!-- q:k3f9 -->\n\n- (x) Out\n  > Yes.\n- ( ) In\n  > No.\n",
}


@pytest.fixture(scope="module")
def sounds(live: Live, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A course of which one card, one line and one choice are recorded in English."""
    folder = tmp_path_factory.mktemp("sounds") / "sounds"
    (folder / "audio").mkdir(parents=True)
    for name, text in COURSE.items():
        (folder / name).write_text(text, "utf-8")
    for serial, words in enumerate(["Two doors", "Know two doors.", "It is shut.", "Out"], start=1):
        name = folder / "audio" / f"{recording_id(words)}.en.opus"
        name.write_bytes(opus(serial=serial))
    settings: Settings = live.app.config["SETTINGS"]
    with live.app.app_context():
        assert publish_folders(settings, [Path(folder)])
        db.session.remove()
    return "/learn/modules/sounds/lessons/doors/cards"


def learner(live: Live, browser: Browser, code: str, script: str = "", **more: object) -> BrowserContext:  # fmt: skip
    context = live.signed_in(browser, "learner", code, **more)
    if script:
        context.add_init_script(script)
    return context


def open_card(live: Live, context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(live.base + path, wait_until="networkidle")
    return page


def test_without_recording_and_voice_there_is_no_key(live: Live, browser: Browser) -> None:
    context = learner(live, browser, "hi")
    for number in (1, 2, 5):
        assert open_card(live, context, f"{CARD}/{number}").locator(KEYS).count() == 0
    context.close()


def test_a_voice_of_the_device_reads_card_line_and_choice(live: Live, browser: Browser) -> None:
    context = learner(live, browser, "hi", VOICE)
    page = open_card(live, context, f"{CARD}/1")
    page.locator(SHOWN + ".listen").click()
    assert "दो लोग" in page.evaluate("window.said[0]")
    assert "500" in page.evaluate("window.said[0]")
    story = open_card(live, context, f"{CARD}/2")
    story.locator(SHOWN + ".face .speaker").first.click()
    assert len(story.evaluate("window.said[0]")) > 5
    question = open_card(live, context, f"{CARD}/5")
    before = question.locator(SHOWN + ".option input:checked").count()
    question.locator(SHOWN + ".option .speaker").first.click()
    assert question.evaluate("window.said.length") == 1
    assert question.locator(SHOWN + ".option input:checked").count() == before
    context.close()


def test_a_voice_of_another_language_does_not_read(live: Live, browser: Browser) -> None:
    context = learner(live, browser, "zh", VOICE)
    assert open_card(live, context, f"{CARD}/1").locator(KEYS).count() == 0
    context.close()


def test_recordings_are_played_in_turn_and_stop_when_pressed(
    live: Live, browser: Browser, sounds: str
) -> None:
    context = learner(live, browser, "en", SOUND)
    page = open_card(live, context, f"{sounds}/1")
    key = page.locator(SHOWN + ".listen")
    key.click()
    expect(key).to_have_attribute("aria-pressed", "false")
    played = page.evaluate("window.played")
    assert len(set(played)) == 2
    assert all(page.request.get(live.base + path).headers["content-type"] == "audio/ogg" for path in played)  # fmt: skip
    talk = open_card(live, context, f"{sounds}/2")
    assert talk.locator(SHOWN + ".listen").count() == 0
    assert talk.locator(SHOWN + ".face .speaker").count() == 1
    question = open_card(live, context, f"{sounds}/3")
    assert question.locator(SHOWN + ".option .speaker").count() == 1
    context.close()


def test_a_browser_really_plays_a_recording(live: Live, browser: Browser, sounds: str) -> None:
    context = learner(live, browser, "en")
    page = open_card(live, context, f"{sounds}/1")
    heard = page.evaluate(
        """(url) => new Promise((done) => {
             const player = new Audio(url);
             player.addEventListener("canplaythrough", () => done(player.duration));
             player.addEventListener("error", () => done(player.error.message));
           })""",
        page.locator(SHOWN + "[data-audio]").first.get_attribute("data-audio").split(" ")[0],  # type: ignore[union-attr]
    )
    assert heard == pytest.approx(0.1, abs=0.05)
    context.close()


def test_without_a_script_the_browsers_own_player_is_there(
    live: Live, browser: Browser, sounds: str
) -> None:
    context = learner(live, browser, "en", java_script_enabled=False)
    page = open_card(live, context, f"{sounds}/1")
    assert page.locator(SHOWN + "noscript audio, " + SHOWN + "audio").count() >= 2
    context.close()
