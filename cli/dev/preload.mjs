// Plain JavaScript, because every Node.js version that the user's command starts must load it.
const register = process.env.PMP_XRAY_DEV_REGISTER;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
// npm, pnpm and yarn only start the app; they must not be traced.
const starts =
  /[\\/](npm|npx|pnpm|yarn|corepack)[\w.-]*[\\/](bin|dist|lib)[\\/]|[\\/](npm|npx|pnpm|pnpx|yarn)(-cli)?\.[cm]?js$/;

if (register !== undefined && !starts.test(process.argv[1] ?? "")) {
  if (major > 22 || (major === 22 && minor >= 15)) await import(register);
  else {
    const fix = "Use a newer one, or your own instrumentation with --no-tracing.";
    process.stderr.write(
      `pmp-xray dev: Node.js ${process.versions.node} runs untraced: @pmp/tracing needs 22.15. ${fix}\n`,
    );
  }
}
