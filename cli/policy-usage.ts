/** One line for the help of the program, apart from the command itself, which loads all policies. */
export const POLICY_USAGE = "policy -f FILE [-f FILE...] [--config FILE] [--json]";
