// The saga on Restate: a handler of three durable steps. Restate's ingress calls it, and answers when it has returned.
import { createServer } from "node:http2";
import * as restate from "@restatedev/restate-sdk";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DSN, max: 20 });

// Named, so that PostgreSQL parses each once a connection, as asyncpg has it for the peers in Python.
const CREATE = {
  name: "create",
  text: "INSERT INTO orders (id, status, total, payment_method) VALUES ($1, 'PENDING', $2, $3) ON CONFLICT DO NOTHING",
};
const PAY = { name: "pay", text: "INSERT INTO payments (order_id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING" };
const SETTLE = { name: "settle", text: "UPDATE orders SET status = $2, updated_at = now() WHERE id = $1" };

/** Insert the order; harmless when repeated. */
const create = async (id, total, method) => {
  await pool.query({ ...CREATE, values: [id, total, method] });
};

/** Insert the payment, or decline it; harmless when repeated. */
const pay = async (id, total, method) => {
  if (method === "card_declined") return false;
  await pool.query({ ...PAY, values: [id, total] });
  return true;
};

/** Confirm or cancel the order. */
const settle = async (id, status) => {
  await pool.query({ ...SETTLE, values: [id, status] });
};

const orders = restate.service({
  name: "orders",
  handlers: {
    /** Create, pay, then confirm, or cancel what was declined. */
    place: async (ctx, order) => {
      const id = ctx.rand.uuidv4();
      const total = order.items[0].price;
      const method = order.paymentMethod;
      await ctx.run("create", () => create(id, total, method));
      const paid = await ctx.run("pay", () => pay(id, total, method));
      const status = paid ? "CONFIRMED" : "CANCELLED";
      await ctx.run("settle", () => settle(id, status));
      return { id, status };
    },
  },
});

// As `restate.serve` does, which would listen at every address of the machine.
createServer(restate.createEndpointHandler({ services: [orders] })).listen(Number(process.env.PORT), "127.0.0.1");
