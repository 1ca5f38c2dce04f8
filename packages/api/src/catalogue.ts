/** The reference API's data: fixed, so that every response is predictable in tests. */

export interface Product {
  id: string;
  name: string;
  /** Cents. */
  price: number;
}

export interface Subscription {
  id: string;
  plan: "basic" | "pro";
  status: "active" | "cancelled";
}

export interface Charge {
  id: string;
  /** Cents. */
  amount: number;
  currency: "usd";
}

export const PRODUCTS: readonly Product[] = [
  { id: "1", name: "Notebook", price: 450 },
  { id: "2", name: "Pencil", price: 120 },
  { id: "3", name: "Ruler", price: 250 },
];

export const SUBSCRIPTIONS: readonly Subscription[] = [
  { id: "1", plan: "basic", status: "active" },
  { id: "2", plan: "pro", status: "cancelled" },
];

export const CHARGES: readonly Charge[] = [
  { id: "ch_1", amount: 450, currency: "usd" },
  { id: "ch_2", amount: 370, currency: "usd" },
];
