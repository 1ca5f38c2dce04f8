// Loaded into the reference API: it ends when the process that started it has ended, for any reason.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
