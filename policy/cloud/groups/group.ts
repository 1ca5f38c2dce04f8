export const GROUP = "aws:xray/group:Group";
