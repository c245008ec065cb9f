// Signing in: a name, a password, a code; then on to the page that was asked for.

const form = /** @type {HTMLFormElement} */ (document.getElementById("signin"));
const failure = /** @type {HTMLElement} */ (document.getElementById("failure"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

/** Where to go afterwards: a path of this server and nothing else, with the part after the hash. */
function then() {
  const asked = new URLSearchParams(location.search).get("next") ?? "/";
  const found = new URL(asked, location.origin);
  const inside = found.origin === location.origin && asked.startsWith("/");
  return (inside ? found.pathname + found.search : "/") + location.hash;
}

/** @param {string} words */
function tell(words) {
  failure.textContent = words;
  failure.hidden = false;
}

/** @param {string} id */
function value(id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id)).value;
}

async function signIn() {
  const response = await fetch("api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: value("name"), password: value("password"), code: value("code") }),
  });
  if (response.ok) {
    location.replace(then());
    return;
  }
  const told = await response.json().catch(() => null);
  const words = told?.error ?? `the server answers ${response.status}`;
  tell(`${words[0].toUpperCase()}${words.slice(1)}.`);
  /** @type {HTMLInputElement} */ (document.getElementById("password")).select();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  failure.hidden = true;
  button.disabled = true;
  try {
    await signIn();
  } catch {
    tell("The server cannot be reached.");
  } finally {
    button.disabled = false;
  }
});

const session = await fetch("api/v1/session").then((response) => response.json());
if (session.name !== null || !session.accounts) {
  location.replace(then());
}
if (session.oidc !== null) {
  const link = /** @type {HTMLAnchorElement} */ (document.getElementById("oidc"));
  link.textContent = `Sign in with ${session.oidc}`;
  link.href = `api/v1/oidc/start?next=${encodeURIComponent(then())}`;
  /** @type {HTMLElement} */ (document.getElementById("other")).hidden = false;
}
document.getElementById("name")?.focus();
