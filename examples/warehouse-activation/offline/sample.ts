/** The tables of the sample warehouse, with the types that make trouble on their way to JSON. */

/** The first order's ID is beyond 2^53. Three orders each changed in the same millisecond; of some, the user is a placeholder. */
const orderRows = (from: string, first: number, count: number) => `
  SELECT 9007199254740993 + n AS order_id,
    ['placed', 'paid', 'shipped'][1 + n % 3] AS status,
    TIMESTAMP '${from}' + INTERVAL (n // 3) MILLISECOND AS updated_at,
    CASE WHEN n % 100 = 7 THEN 'anonymous' WHEN n % 50 = 0 THEN NULL ELSE 'customer-' || n % 500 END AS customer_id,
    (n * 7 % 100000 / 100)::DECIMAL(18, 2) AS amount,
    DATE '2026-01-15' + (n % 30)::INTEGER AS placed_on,
    ('receipt ' || n)::BLOB AS receipt,
    {'city': ['Berlin', 'Kraków', 'São Paulo'][1 + n % 3], 'zip': CASE WHEN n % 2 = 0 THEN NULL ELSE '10115' END} AS shipping,
    ['sku-' || n % 90, 'sku-' || n % 70] AS items,
    CASE WHEN n % 10 = 0 THEN 'SPRING' END AS coupon,
    n % 4 = 0 AS is_gift,
    CASE WHEN n % 3 = 2 THEN TIMESTAMPTZ '2026-01-20 10:00:00+02' END AS delivered_at
  FROM range(${first}, ${first + count}) t(n)`;

const customerRows = (first: number, count: number) => `
  SELECT 'customer-' || n AS customer_id, 'customer-' || n || '@example.com' AS email, 'Customer ' || n AS name,
    ['free', 'pro'][1 + n % 2] AS plan, (n / 10)::DECIMAL(9, 1) AS credit, DATE '2025-06-01' + (n % 200)::INTEGER AS signed_up,
    CASE WHEN n % 5 = 0 THEN NULL ELSE ['beta', 'eu'] END AS tags
  FROM range(${first}, ${first + count}) t(n)`;

export const CREATE = (orders: number, customers: number) => `
  CREATE TABLE orders AS ${orderRows("2026-02-01 09:00:00", 0, orders)};
  CREATE TABLE customers AS ${customerRows(0, customers)}`;

/** A day later: orders were shipped and placed, customers have left, come, and lost their tags. */
export const CHANGE = (orders: number, customers: number) => `
  UPDATE orders SET status = 'shipped', updated_at = TIMESTAMP '2026-02-02 09:00:00' + INTERVAL (order_id % 7) SECOND
  WHERE order_id % 40 = 0;
  INSERT INTO orders ${orderRows("2026-02-02 10:00:00", orders, 200)};
  DELETE FROM customers WHERE customer_id IN ('customer-3', 'customer-44', 'customer-105');
  UPDATE customers SET plan = 'enterprise', tags = NULL WHERE customer_id LIKE 'customer-1_';
  INSERT INTO customers ${customerRows(customers, 10)}`;
