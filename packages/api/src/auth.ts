import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { setUser } from "@pmp/tracing";
import { Router } from "express";

/** The one account of this example; a real service keeps salted hashes in its database. */
const DEMO_USER = "demo";
const DEMO_PASSWORD_SHA256 = createHash("sha256").update("demo-password").digest();

/** Sessions live in memory and end with the process. The bound keeps a flood of logins from filling the memory. */
const MAX_SESSIONS = 1_000;

export function authRouter(): Router {
  const sessions = new Map<string, { user: string }>();
  const router = Router();

  router.post("/login", (request, response) => {
    if (!isLogin(request.body) || !isDemoUser(request.body)) {
      response.status(401).json({ error: "wrong user or password" });
      return;
    }
    const token = randomUUID();
    const oldest = sessions.keys().next();
    if (sessions.size >= MAX_SESSIONS && !oldest.done) sessions.delete(oldest.value);
    sessions.set(token, { user: request.body.user });
    response.json({ token });
  });

  router.get("/session", (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const session = token === undefined ? undefined : sessions.get(token);
    if (session) setUser(session.user);
    response.json(session ? { authenticated: true, user: session.user } : { authenticated: false });
  });
  return router;
}

interface Login {
  user: string;
  password: string;
}

function isLogin(body: unknown): body is Login {
  return (
    typeof body === "object" &&
    body !== null &&
    "user" in body &&
    "password" in body &&
    typeof body.user === "string" &&
    typeof body.password === "string"
  );
}

function isDemoUser({ user, password }: Login): boolean {
  // Hashes of equal length, so that the comparison time reveals nothing about the password.
  const given = createHash("sha256").update(password).digest();
  return timingSafeEqual(given, DEMO_PASSWORD_SHA256) && user === DEMO_USER;
}
