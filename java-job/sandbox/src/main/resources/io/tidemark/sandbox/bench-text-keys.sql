CREATE TABLE public.orders (
    region       text,
    order_number text,
    customer_id  bigint NOT NULL,
    status       varchar(20) NOT NULL,
    amount       numeric(12, 2) NOT NULL,
    currency     char(3),
    note         text,
    attributes   jsonb,
    paid         boolean,
    placed_at    timestamp,
    updated_at   timestamptz,
    ship_date    date,
    reference    uuid,
    PRIMARY KEY (region, order_number)
);

CREATE INDEX orders_customer_id ON public.orders (customer_id);
