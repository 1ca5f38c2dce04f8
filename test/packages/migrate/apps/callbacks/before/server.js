var AWSXRay = require('aws-xray-sdk-core');
var xray = require('aws-xray-sdk-express');
var express = require('express');
var fs = require('fs');

var app = express();
app.use(xray.openSegment('callbacks'));

app.get('/read', function (req, res) {
  AWSXRay.captureAsyncFunc('read', function (subsegment) {
    fs.readFile(__filename, function (err, text) {
      subsegment.addAnnotation('read', true);
      subsegment.close(err);
      res.send(String(text.length > 0));
    });
  });
});

app.get('/lost', function (req, res) {
  AWSXRay.captureAsyncFunc('read lost', function (subsegment) {
    fs.readFile(__filename + '.lost', function (err) {
      if (err) subsegment.addError(err);
      subsegment.close();
      res.status(500).end();
    });
  });
});

app.use(xray.closeSegment());
var server = app.listen(0, '127.0.0.1', function () {
  console.log('port ' + server.address().port);
});
