CREATE TABLE public.order_details (
    order_id   bigint NOT NULL,
    product_id integer NOT NULL,
    unit_price real NOT NULL,
    quantity   integer NOT NULL,
    discount   real NOT NULL,
    PRIMARY KEY (order_id, product_id)
)
