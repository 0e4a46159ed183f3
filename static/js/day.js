// The browser's own calendar beside a day that is typed. The text stays what is sent: a native field alone would
// show days in the order of the browser's language, which need not be that of the page.

const TYPED = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/;

function iso(text) {
  const parts = TYPED.exec(text);
  return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
}

function offer(day) {
  const [text, button, calendar] = [day.querySelector("input"), day.querySelector("button"), day.querySelector("[type=date]")];
  if (!calendar.showPicker || text.readOnly || text.disabled) {
    return;
  }
  button.hidden = calendar.hidden = false;
  button.addEventListener("click", () => {
    calendar.value = iso(text.value);
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    text.value = calendar.value.split("-").reverse().join("/");
    // Whoever listens to the field hears of it as if it had been typed.
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
    text.focus();
  });
}

function offerAll(within) {
  within.querySelectorAll(".day").forEach((day) => {
    if (!day.dataset.offered) {
      day.dataset.offered = "true";
      offer(day);
    }
  });
}

offerAll(document);
// Parts of a page that arrive later.
document.addEventListener("htmx:afterSwap", (event) => offerAll(event.target));
