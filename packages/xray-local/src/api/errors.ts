/** An error response of the X-Ray API. https://docs.aws.amazon.com/xray/latest/api/CommonErrors.html */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The input is invalid. */
export function invalid(message: string): ApiError {
  return new ApiError("InvalidRequestException", message);
}
