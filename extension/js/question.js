// From the form to the server's question.

import { zoned } from "./time.js";

/** The fields of the order form, by id. */
export const ORDER = ["platform", "item", "amount", "order_no", "paid_at", "ship_by", "goods", "status", "off_platform_paid"];

/** Turn the form's strings into the order that the server reads; empty fields are left out, the order's number stays here. */
export function orderOf({ item = "", amount, goods, status, paid_at, ship_by, off_platform_paid }) {
  const order = {
    item: item.trim(),
    amount: amount && Number(amount),
    goods,
    status,
    paid_at: zoned(paid_at),
    ship_by: zoned(ship_by),
    off_platform_paid: off_platform_paid === "yes" || (off_platform_paid === "no" ? false : undefined),
  };
  return Object.fromEntries(Object.entries(order).filter(([, value]) => value || value === false));
}

/**
 * Make the question of `POST /api/v1/analyze`.
 *
 * @param {{text: string, platform: string}} draft the paste and the order form's fields
 * @param {{told?: object, done?: string[], promised_by?: string, said_at?: string, now?: string}} known
 */
export function question(draft, { told = {}, done = [], promised_by, said_at, now } = {}) {
  const order = { ...orderOf(draft), ...(done.length ? { done } : {}), ...(promised_by ? { promised_by } : {}) };
  const rest = { now, said_at, told: Object.keys(told).length ? told : undefined };
  return { text: draft.text, platform: draft.platform, order, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value)) };
}
