const Koa = require("koa");
const AWSXRay = require("aws-xray-sdk-core");
const xrayKoa = require("aws-xray-sdk-koa2");

const app = new Koa();
app.use(xrayKoa.openSegment("menu"));
app.use(async (ctx) => {
  AWSXRay.getSegment().addMetadata("path", ctx.path);
  ctx.body = "ok";
});
app.listen(3000);
