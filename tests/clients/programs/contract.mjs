// What the Node programs share: a job comes in as JSON, its outcome goes out as a line of it.
import { readFileSync } from "node:fs";

export async function serve(operations) {
  const job = JSON.parse(readFileSync(0, "utf-8"));
  let outcome;
  try {
    outcome = { ok: true, ...told(await operations[job.do](job)) };
  } catch (error) {
    outcome = { ok: false, said: sentence(error) };
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

// Tokens where a client gave an object, otherwise what it said.
function told(result) {
  if (typeof result === "string") return { said: result };
  const { access_token, refresh_token } = result;
  return { access_token, refresh_token };
}

// The error's name and words, and whatever the client says of the reason.
function sentence(error) {
  const reason = error.error ?? error.data?.payload?.error ?? error.cause?.message ?? "";
  return [error.constructor.name, error.message, reason].filter(Boolean).join(": ");
}
