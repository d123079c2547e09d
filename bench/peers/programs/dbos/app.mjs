// The saga on DBOS: a workflow of three steps, and the HTTP endpoint that runs it.
import { DBOS } from "@dbos-inc/dbos-sdk";
import Fastify from "fastify";
import pg from "pg";

const CONNECTIONS = 20;
const pool = new pg.Pool({ connectionString: process.env.DSN, max: CONNECTIONS });

// Named, so that PostgreSQL parses each once a connection, as asyncpg has it for the programs in Python.
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

/** Create, pay, then confirm, or cancel what was declined; returns the order's last status. */
const placeOrder = DBOS.registerWorkflow(
  async (total, method) => {
    const id = DBOS.workflowID;
    await DBOS.runStep(() => create(id, total, method), { name: "create" });
    const paid = await DBOS.runStep(() => pay(id, total, method), { name: "pay" });
    const status = paid ? "CONFIRMED" : "CANCELLED";
    await DBOS.runStep(() => settle(id, status), { name: "settle" });
    return status;
  },
  { name: "placeOrder" },
);

DBOS.setConfig({
  name: "peers",
  applicationVersion: "1",
  systemDatabaseUrl: process.env.DSN,
  systemDatabasePoolSize: CONNECTIONS,
  runAdminServer: false,
  logLevel: "warn",
});
await DBOS.launch();

const app = Fastify();
app.post("/orders", async ({ body }) => ({ status: await placeOrder(body.items[0].price, body.paymentMethod) }));
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
