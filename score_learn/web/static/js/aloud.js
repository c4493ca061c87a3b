/* Reads courses aloud: by recordings where there are, else by a voice of this device that speaks the
   language.  Where there is neither, no key appears.

   The page says what can be read: data-aloud names the kind, data-audio the recordings in turn. */

const places = {
  card: "h1, .h1", prompt: "h1, .h1", line: ".face", option: "label", reason: ".verdict, .word",
};
const silent = ".spoken, .speaker, .listen, .aside, .more, noscript, template, script, button, .lead";
let stop = () => {};

/* The words of an element as they are said, without what is only for the eye or for us. */
function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(silent).forEach((part) => part.remove());
  copy.querySelectorAll("h1, h2, h3, p, li, b, td, dt, dd").forEach((part) => part.append(". "));
  return copy.textContent.replace(/\s+/g, " ").replace(/([.!?\u0964\u3002])\s*\. /g, "$1 ").trim();
}

function languageOf(element) {
  const own = element.querySelector("[lang]");
  return (own || element.closest("[lang]")).lang;
}

/* A voice of the device itself comes first: one that asks the network may never speak. */
function voiceFor(lang) {
  const known = window.speechSynthesis ? speechSynthesis.getVoices() : [];
  const short = lang.split("-")[0];
  const fit = known.filter((voice) => voice.lang.replace("_", "-").split("-")[0] === short);
  return fit.find((voice) => voice.localService) || fit[0];
}

function mark(key, playing) {
  key.setAttribute("aria-pressed", String(playing));
}

function playAll(key, urls) {
  const player = new Audio();
  let place = 0;
  const next = () => {
    if (place >= urls.length) {
      stop();
      return;
    }
    player.src = urls[place];
    place += 1;
    player.play().catch(() => stop());
  };
  player.addEventListener("ended", next);
  player.addEventListener("error", () => stop());
  stop = () => {
    player.pause();
    mark(key, false);
    stop = () => {};
  };
  next();
}

function speak(key, element) {
  const said = new SpeechSynthesisUtterance(wordsOf(element));
  said.voice = voiceFor(languageOf(element));
  said.lang = said.voice.lang;
  said.onend = said.onerror = () => stop();
  stop = () => {
    stop = () => {};
    speechSynthesis.cancel();
    mark(key, false);
  };
  speechSynthesis.speak(said);
}

function press(key, element) {
  const playing = key.getAttribute("aria-pressed") === "true";
  stop();
  if (playing) {
    return;
  }
  mark(key, true);
  if (element.dataset.audio) {
    playAll(key, element.dataset.audio.split(" "));
  } else {
    speak(key, element);
  }
}

function add(element) {
  const place = element.querySelector(places[element.dataset.aloud]);
  const template = document.getElementById(element.dataset.aloud === "card" ? "listen-key" : "speaker-key");
  const key = document.importNode(template.content, true).firstElementChild;
  mark(key, false);
  key.addEventListener("click", () => press(key, element));
  if (element.dataset.aloud === "line") {
    place.append(key);
  } else if (place.matches("h1, .h1")) {
    const row = document.createElement("div");
    row.className = "titled";
    place.replaceWith(row);
    row.append(place, key);
  } else {
    place.after(key);
  }
  element.classList.add("heard");
}

/* Voices may come late: look again when they do. */
function addAll() {
  for (const element of document.querySelectorAll("[data-aloud]:not(.heard)")) {
    if (element.dataset.audio || voiceFor(languageOf(element))) {
      add(element);
    }
  }
}

addAll();
if (window.speechSynthesis) {
  speechSynthesis.addEventListener("voiceschanged", addAll);
}
document.addEventListener("score:step", () => stop());
window.addEventListener("pagehide", () => stop());
