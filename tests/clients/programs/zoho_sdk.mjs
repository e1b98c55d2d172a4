// Zoho's Node SDK for the CRM, pointed at practice Zoho by an environment of its own.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as zoho from "@zohocrm/nodejs-sdk-8.0";
import { serve } from "./contract.mjs";

const users = await import(
  `${dirname(createRequire(import.meta.url).resolve("@zohocrm/nodejs-sdk-8.0"))}/core/com/zoho/crm/api/users/users_operations.js`
);

// Gets the token by whatever its builder was given: the SDK does so as it is initialized.
async function initialized(job, builder) {
  const token = builder.findUser(false).build();
  const place = zoho.DataCenter.setEnvironment(job.base, `${job.base}/oauth/v2/token`, job.base);
  const store = new zoho.FileStore("sdk_tokens.txt");
  const sdk = (await new zoho.InitializeBuilder()).environment(place).token(token).store(store);
  await sdk.resourcePath(process.cwd()).initialize();
  return token;
}

const client = (job) => new zoho.OAuthBuilder().clientId(job.client_id).clientSecret(job.client_secret);

async function tokens(job, builder) {
  const token = await initialized(job, builder);
  return { access_token: token.getAccessToken(), refresh_token: token.getRefreshToken() };
}

serve({
  exchange: (job) => tokens(job, client(job).grantToken(job.code).redirectURL(job.redirect_uri)),
  refresh: (job) => tokens(job, client(job).refreshToken(job.refresh_token)),

  // It revokes by the id that a token has in the store.
  revoke: async (job) => {
    const token = await initialized(job, client(job).refreshToken(job.refresh_token));
    return `revoke() is ${await token.revoke(token.getId())}`;
  },

  // It has no call for Accounts' user info, and asks the CRM.
  "user info": async (job) => {
    await initialized(job, new zoho.OAuthBuilder().accessToken(job.access_token));
    const asked = new zoho.ParameterMap();
    await asked.add(users.GetUsersParam.TYPE, new zoho.Choice("CurrentUser"));
    const reply = await new users.UsersOperations().getUsers(asked);
    return reply.getObject().getUsers()[0].getEmail();
  },
});
