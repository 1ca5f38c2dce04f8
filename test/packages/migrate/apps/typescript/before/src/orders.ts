import AWSXRay from "aws-xray-sdk";
import type { Subsegment } from "aws-xray-sdk";

export interface Order {
  readonly id: string;
  readonly price: number;
}

export async function findOrder(id: string): Promise<Order> {
  return AWSXRay.captureAsyncFunc("find order", async (subsegment?: Subsegment) => {
    try {
      const price = AWSXRay.captureFunc("price", () => id.length * 10);
      subsegment?.addMetadata("price", price);
      return { id, price };
    } finally {
      subsegment?.close();
    }
  });
}
