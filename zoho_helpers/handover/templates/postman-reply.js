// Zoho sends errors with HTTP 200, too: the body says whether it worked, not the status.
function readReply() {
  try {
    const body = pm.response.json();
    return body !== null && typeof body === "object" ? body : {};
  } catch (error) {
    return {};
  }
}

const HINTS = {
  "invalid_code": "A code works once and for about two minutes; a refresh token until it is revoked or pushed out by a newer one.",
  "invalid_client": "This data center does not know the client id: compare accounts-url and client-id with the API console.",
  "invalid_client_secret": "The secret is not this client's in this data center: copy it again from the API console.",
  "invalid_redirect_uri": "redirect-uri must equal the registered one, character by character.",
  "Access Denied": "Zoho throttles: ten refreshes in ten minutes are allowed. Wait ten minutes.",
};

const reply = readReply();
const errorName = reply.error || reply.code || reply.cause || "";
const answered = errorName
  ? `Zoho answered the error "${errorName}" with HTTP ${pm.response.code}. ${HINTS[errorName] || ""}`
  : `Zoho answered HTTP ${pm.response.code}, and the body does not say that it worked.`;
