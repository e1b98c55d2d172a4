
// The code and the state are used up, whatever came of it.
for (const name of ["code", "redirected", "state"]) pm.environment.set(name, "");
