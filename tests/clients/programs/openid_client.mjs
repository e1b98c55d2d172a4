// openid-client: the client's id and secret in the body, the whole redirect for the code.
import * as openid from "openid-client";
import { serve } from "./contract.mjs";

function configuration(job, signIn, revocation = "/oauth/v2/revoke/token") {
  const server = {
    issuer: job.base,
    token_endpoint: `${job.base}/oauth/v2/token`,
    revocation_endpoint: job.base + revocation,
    userinfo_endpoint: `${job.base}/oauth/user/info`,
    device_authorization_endpoint: `${job.base}/oauth/v3/device/code`,
  };
  const config = new openid.Configuration(server, job.client_id, job.client_secret, signIn);
  openid.allowInsecureRequests(config); // Its own switch: practice Zoho speaks HTTP.
  return config;
}

const exchanged = (config, job, checks = {}) =>
  openid.authorizationCodeGrant(config, new URL(job.redirected), { expectedState: job.state, ...checks });

const discovered = (job) =>
  openid.discovery(new URL(job.base), job.client_id, job.client_secret, undefined, {
    execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
  });

async function revoked(config, job) {
  await openid.tokenRevocation(config, job.refresh_token);
  return "revoked";
}

serve({
  exchange: (job) => exchanged(configuration(job), job),
  refresh: (job) => openid.refreshTokenGrant(configuration(job), job.refresh_token),
  revoke: (job) => revoked(configuration(job, undefined, "/oauth/v2/token/revoke"), job),
  "revoke at the current endpoint": (job) => revoked(configuration(job), job),
  "the same with HTTP Basic": (job) =>
    revoked(configuration(job, openid.ClientSecretBasic(job.client_secret)), job),
  "user info": async (job) => {
    const config = configuration(job);
    const user = await openid.fetchUserInfo(config, job.access_token, openid.skipSubjectCheck);
    return user.Email;
  },
  // By discovery, with the id token's signature checked, then the claims of user info.
  "sign-in": async (job) => {
    const config = await discovered(job);
    const tokens = await exchanged(config, job, { expectedNonce: job.nonce, idTokenExpected: true });
    const user = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    return `signed in ${user.email}`;
  },
  "device by RFC 8628": async (job) => {
    const device = await openid.initiateDeviceAuthorization(configuration(job), { scope: job.scope });
    return `a device code for ${device.verification_uri}`;
  },
});
