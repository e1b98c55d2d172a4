// simple-oauth2: HTTP Basic for the client.
import { AuthorizationCode } from "simple-oauth2";
import { serve } from "./contract.mjs";

const client = (job) =>
  new AuthorizationCode({
    client: { id: job.client_id, secret: job.client_secret },
    auth: {
      tokenHost: job.base,
      tokenPath: "/oauth/v2/token",
      revokePath: "/oauth/v2/revoke/token",
    },
  });

const token = (job) =>
  client(job).createToken({ access_token: job.access_token, refresh_token: job.refresh_token });

serve({
  exchange: async (job) => {
    const asked = { code: job.code, redirect_uri: job.redirect_uri };
    return (await client(job).getToken(asked)).token;
  },

  refresh: async (job) => (await token(job).refresh()).token,

  revoke: async (job) => {
    await token(job).revoke("refresh_token");
    return "revoked";
  },

  // Nothing of it calls an API: these are all the methods of a client and of a token.
  "user info": (job) => {
    const methods = [client(job), token(job)].flatMap((thing) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(thing)).filter((name) => name !== "constructor"));
    return `not offered, only ${methods.join(" ")}`;
  },
});
