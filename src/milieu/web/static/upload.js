// Sends a form's files with a progress bar; without this script the form sends itself.
const form = document.getElementById("upload");
const bar = document.getElementById("sent");
const said = document.getElementById("said");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const sending = new XMLHttpRequest();
  sending.upload.addEventListener("progress", (part) => {
    if (!part.lengthComputable) return;
    bar.value = part.loaded / part.total;
    said.textContent = form.dataset.sending.replace("{share}", `${Math.floor(bar.value * 100)} %`);
  });
  sending.addEventListener("load", () => {
    if (sending.status < 400) location.assign(sending.responseURL);
    else answered(sending.responseText);
  });
  sending.addEventListener("error", () => failed(form.dataset.failed));
  bar.hidden = false;
  sending.open("POST", form.action);
  sending.send(new FormData(form));
});

// A refusal is a page of its own: its words are shown beside the field.
function answered(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = page.querySelector("#files-wrong, .mistakes, .fault li, .fault p");
  failed(words ? words.textContent : form.dataset.failed);
}

function failed(words) {
  bar.hidden = true;
  said.textContent = words;
  said.classList.add("mistake");
}
