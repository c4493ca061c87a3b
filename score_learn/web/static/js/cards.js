/* Turns a lesson's cards in place, without waiting for the network; notes each card as opened. */

const queue = window.score.queue;
const steps = window.score.steps;

function numberOf(element) {
  return Number(element.closest("[data-step]").dataset.step);
}

function open(event) {
  const form = event.target;
  if (!form.matches("[data-open]") || !steps.has(numberOf(form) + 1)) {
    return;
  }
  const id = queue.newId();
  const fields = [["id", id], ["card", form.elements.card.value]];
  try {
    queue.keep({ id: id, kind: "opened", url: form.getAttribute("action"), fields: fields });
  } catch (error) {
    return; /* The phone is full: the form goes its own way. */
  }
  event.preventDefault();
  steps.go(numberOf(form) + 1);
}

function turnBack(event) {
  const link = event.target.closest(".foot a.square");
  if (link && steps.go(numberOf(link) - 1)) {
    event.preventDefault();
  }
}

/* The language key leads back to the card that is shown. */
function turnLanguageKey(event) {
  const key = document.querySelector(".top a[href*='next=']");
  if (key) {
    const url = new URL(key.href);
    url.searchParams.set("next", event.detail.step.dataset.url);
    key.href = url.href;
  }
}

if (queue.works()) {
  steps.start();
  document.addEventListener("submit", open);
  document.addEventListener("click", turnBack);
  document.addEventListener("score:step", turnLanguageKey);
}
