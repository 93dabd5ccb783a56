// Talking to the API: what is no success becomes a Problem, in words for people.

export class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function call(path, options = {}) {
  const answer = await fetch(path, options).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem(0, "The server does not answer. Is it still running?");
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({ detail: `The server answered with status ${answer.status}.` }));
  throw new Problem(answer.status, problem.faults ? faultsTold(problem.faults) : problem.detail);
}

export const getJson = async (path) => (await call(path)).json();

export async function sendJson(method, path, body) {
  const headers = { "content-type": "application/json" };
  return (await call(path, { method, headers, body: JSON.stringify(body) })).json();
}

// Every account by its id, however many pages they fill.
export async function allAccounts() {
  const names = new Map();
  let cursor = "";
  do {
    const page = await getJson(`/v1/accounts?limit=200${cursor}`);
    for (const one of page.accounts) names.set(one.account_id, one.name);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : "";
  } while (cursor);
  return new Map([...names].sort((a, b) => a[1].localeCompare(b[1])));
}

function faultsTold(faults) {
  return faults.map(({ what }) => `${what[0].toUpperCase()}${what.slice(1)}.`).join(" ");
}
