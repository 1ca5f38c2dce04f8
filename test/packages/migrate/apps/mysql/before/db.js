const AWSXRay = require("aws-xray-sdk");
const mysql = AWSXRay.captureMySQL(require("mysql"));

exports.pool = mysql.createPool({ host: process.env.DB_HOST });
