const { tier } = require("@mono/lib");

tier("silver");
