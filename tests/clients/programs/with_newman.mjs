// Newman: our Postman collection, one of its requests for each job.
import { readFileSync } from "node:fs";
import newman from "newman";
import { serve } from "./contract.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const collection = read("zoho-oauth.postman_collection.json");

const variables = (job) => ({
  "accounts-url": job.base,
  "api-domain": job.base,
  "client-id": job.client_id,
  "client-secret": job.client_secret,
  "redirect-uri": job.redirect_uri,
  "access-token": job.access_token,
  "refresh-token": job.refresh_token,
  redirected: job.redirected ?? "",
  state: job.state,
});

// Sends one request, as the button in Postman does; what its scripts find wrong is an error.
function sent(job, folder) {
  const values = Object.entries(variables(job)).map(([key, value]) => ({ key, value }));
  return new Promise((resolve, reject) =>
    newman.run({ collection, environment: { values }, folder }, (error, summary) => {
      const failure = error ?? summary.run.failures[0]?.error;
      return failure ? reject(failure) : resolve(summary);
    }),
  );
}

async function tokens(job, folder) {
  const { environment } = await sent(job, folder);
  return {
    access_token: environment.get("access-token"),
    refresh_token: environment.get("refresh-token"),
  };
}

serve({
  exchange: (job) => tokens(job, "Exchange the code for tokens"),
  refresh: (job) => tokens(job, "Get a new access token"),
  revoke: async (job) => {
    await sent(job, "End the refresh token");
    return "revoked";
  },
  "user info": async (job) => {
    const { run } = await sent(job, "Who am I? (Zoho Accounts)");
    return run.executions[0].response.json().Email;
  },
});
