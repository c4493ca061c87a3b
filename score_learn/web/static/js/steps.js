/* Goes from one step of a page to another in place: cards of a lesson, questions of a quiz.

   All steps lie in the page, one of them shown.  The address changes with the step, so that loading
   the page again, or its language key, leads to the same step. */

const steps = Array.from(document.querySelectorAll("[data-step]"));

function current() {
  return steps.find((step) => !step.hidden);
}

function numbered(number) {
  return steps.find((step) => step.dataset.step === String(number));
}

function show(step) {
  for (const other of steps) {
    other.hidden = other !== step;
  }
  document.title = step.dataset.title + " · Score Learn";
  document.dispatchEvent(new CustomEvent("score:step", { detail: { step: step } }));
  window.scrollTo(0, 0);
  step.querySelector("h1, .h1").focus({ preventScroll: true });
}

function has(number) {
  return Boolean(numbered(number));
}

/* Show the step of that number; false when the page has none. */
function go(number) {
  const step = numbered(number);
  if (!step) {
    return false;
  }
  history.pushState({ step: step.dataset.step }, "", step.dataset.url);
  show(step);
  return true;
}

/* What opens under the bar of keys is brought above it. */
function unfold(event) {
  if (event.target.open) {
    event.target.scrollIntoView({ block: "nearest" });
  }
}

function start() {
  document.addEventListener("toggle", unfold, true);
  history.replaceState({ step: current().dataset.step }, "");
  window.addEventListener("popstate", (event) => {
    const step = event.state ? numbered(event.state.step) : null;
    if (step) {
      show(step);
    }
  });
}

window.score = Object.assign(window.score || {}, {
  steps: { start: start, go: go, has: has, current: current },
});
