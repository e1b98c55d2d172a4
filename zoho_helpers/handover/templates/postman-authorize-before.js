
if (!pm.environment.get("client-id")) {
  stop("There is no client-id: choose the environment that belongs to this collection.");
}

// A new state for each consent: whoever did not start it cannot know it.
pm.environment.set("state", pm.variables.replaceIn("{{$guid}}"));
pm.environment.set("redirected", "");

// Encoded here, since Postman leaves & and + in a variable's value as they are.
pm.request.url.query.each((pair) => {
  pair.value = encodeURIComponent(pm.variables.replaceIn(pair.value));
});
