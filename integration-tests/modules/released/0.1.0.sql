-- What 0.1.0 leaves in a database: its schema, and orders in every state. Written by `pg_dump
-- --column-inserts`, and never to be changed: a backend upgrades from it.

CREATE TABLE public.order_finalization (
    id text NOT NULL,
    order_id text NOT NULL,
    status text NOT NULL,
    staged_status text,
    finalized_at timestamp with time zone,
    reason jsonb,
    canceling_code text,
    noticed_session_ids jsonb,
    review_reason text,
    hold_reason text,
    released_by text,
    released_at timestamp with time zone,
    accepted_shortfall jsonb,
    cart_id text,
    display_id integer,
    workflow_id text,
    transaction_id text,
    run_id text,
    parent_workflow_id text,
    parent_transaction_id text,
    parent_run_id text,
    check_at timestamp with time zone,
    checks integer DEFAULT 0 NOT NULL,
    claimed_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT order_finalization_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'awaiting_payment'::text, 'on_hold'::text, 'finalized'::text, 'reverted'::text, 'needs_review'::text])))
);

CREATE TABLE public.order_finalization_event (
    id text NOT NULL,
    order_id text NOT NULL,
    sequence integer NOT NULL,
    name text NOT NULL,
    data jsonb NOT NULL,
    due_at timestamp with time zone,
    next_attempt_at timestamp with time zone,
    claimed_until timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    published_at timestamp with time zone,
    "position" integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT order_finalization_event_due_has_position CHECK (((due_at IS NULL) = ("position" IS NULL))),
    CONSTRAINT order_finalization_event_name_check CHECK ((name = ANY (ARRAY['order.finalized'::text, 'order.reverted'::text])))
)
WITH (fillfactor='70');

CREATE TABLE public.order_finalization_lease (
    name text NOT NULL,
    held_by text,
    held_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

CREATE TABLE public.order_finalization_progress (
    id text NOT NULL,
    installed_at timestamp with time zone NOT NULL,
    audited_until timestamp with time zone NOT NULL,
    window_until timestamp with time zone,
    window_after text,
    last_position integer DEFAULT 0 NOT NULL,
    pruned_until integer DEFAULT 0 NOT NULL,
    pruned_event_id text,
    pruned_events integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

CREATE TABLE public.order_finalization_receipt (
    id text NOT NULL,
    event_id text NOT NULL,
    order_id text NOT NULL,
    sequence integer NOT NULL,
    consumer text NOT NULL,
    status text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    last_error text,
    done_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT order_finalization_receipt_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text])))
);

CREATE TABLE public.order_finalization_webhook (
    id text NOT NULL,
    url text NOT NULL,
    description text,
    events jsonb NOT NULL,
    format text NOT NULL,
    max_in_flight integer DEFAULT 20 NOT NULL,
    secrets jsonb NOT NULL,
    sealed_headers jsonb NOT NULL,
    header_names jsonb NOT NULL,
    status text NOT NULL,
    disabled_reason text,
    failed_first_attempts integer DEFAULT 0 NOT NULL,
    trial_number integer DEFAULT 0 NOT NULL,
    next_trial_at timestamp with time zone,
    failing_since timestamp with time zone,
    last_success_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT order_finalization_webhook_format_check CHECK ((format = ANY (ARRAY['standard'::text, 'cloudevents'::text]))),
    CONSTRAINT order_finalization_webhook_status_check CHECK ((status = ANY (ARRAY['active'::text, 'failing'::text, 'paused'::text, 'disabled'::text])))
);

CREATE TABLE public.order_finalization_webhook_attempt (
    id text NOT NULL,
    webhook_id text NOT NULL,
    event_id text NOT NULL,
    receipt_id text NOT NULL,
    number integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_ms integer NOT NULL,
    status_code integer,
    error_code text,
    answer_excerpt text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61FDNZJP9BNX3Z5HR9XT2', 'order_01M8F61FBJ4EB760T8FZMPS7QD', 'finalized', NULL, '2026-11-27 18:59:46.925194+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61D1S2B3T4R2H6FX26Q1S', 1, 'complete-cart', 'auto-01M8F61F4K7H7AG09MVB1GPWKT', '01M8F61F4T92H9Q44TZQQ5SV0V', NULL, NULL, NULL, NULL, 1, NULL, '2026-11-27 18:59:46.229962+00', '2026-11-27 18:59:46.925194+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F6227W79JW6VZF5C2SJDDR', 'order_01M8F6226JS4KE1GN4CZKJKB6M', 'finalized', NULL, '2026-11-27 19:00:05.904484+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F620RE79VYV753YNQ2BDZP', 8, 'complete-cart', 'auto-01M8F622062VPHQYEX2F11E93H', '01M8F6220EE3RBFJRX3TZ2SA0B', NULL, NULL, NULL, NULL, 1, NULL, '2026-11-27 19:00:05.501386+00', '2026-11-27 19:00:05.904484+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61JT8FJXTYVAAYWMX18GN', 'order_01M8F61JQP7P5W9ZRGY947YGFG', 'finalized', NULL, '2026-11-27 18:59:50.47366+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61GSXMEBE4AS0SPA3W3KA', 2, 'complete-cart', 'auto-01M8F61JGF6QGPE7R7E4VJNGXQ', '01M8F61JGSF7M2G8KB2A56FJHR', NULL, NULL, NULL, NULL, 1, NULL, '2026-11-27 18:59:49.706223+00', '2026-11-27 18:59:50.47366+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61NXDSAYV9QQQNT3AQ90P', 'order_01M8F61NVZQJXD9P33R40W0KET', 'reverted', NULL, NULL, '{"code": "workflow_failed", "step": "authorize-payment-session-step", "message": "Session: payses_01M8F61NJV4C09KH2BECTS99KQ was not authorized with the provider."}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61M4D93Y8B7PPN8WF7NVH', 3, 'complete-cart', 'auto-01M8F61NMDYV715HXZQ6H8JFQD', '01M8F61NMNNCSH1BW6E8NA35PP', NULL, NULL, NULL, NULL, 0, NULL, '2026-11-27 18:59:52.877904+00', '2026-11-27 18:59:53.170057+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61RRPW33N08YR2D8YBHYT', 'order_01M8F61RQH5G2YZJWN3DEXNTEH', 'reverted', NULL, NULL, '{"code": "workflow_failed", "step": "authorize-payment-session-step", "message": "Payment authorization failed"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61Q5W0M7TEMDPWJQ3503P', 4, 'complete-cart', 'auto-01M8F61RJSNWM9GB308N9PMYHF', '01M8F61RJYSH9EDBY9JB7D286N', NULL, NULL, NULL, NULL, 0, NULL, '2026-11-27 18:59:55.798734+00', '2026-11-27 18:59:56.036524+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61V6GQGWWD01P7NY6V65N', 'order_01M8F61V4PWFFAA7ZYN9RQYPN3', 'awaiting_payment', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61STYWEMHXDYT0K9WJ2P6', 5, 'complete-cart', 'auto-01M8F61V0P8SSQTQE6HCDG5QET', '01M8F61V0Y7CY84858CWG53N7N', NULL, NULL, NULL, '2026-11-27 19:01:39.985039+00', 1, NULL, '2026-11-27 18:59:58.289238+00', '2026-11-27 18:59:58.584309+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61XA5AH4JMHM48SR4BRAV', 'order_01M8F61X9BYRPKCHXDZZCJZNEA', 'on_hold', NULL, NULL, NULL, NULL, NULL, 'Held by a gate, fraud: it neither passed nor held', 'fraud: it neither passed nor held', NULL, NULL, NULL, 'cart_01M8F61W67DAHXDNS9WRJ9561V', 6, 'complete-cart', 'auto-01M8F61X6DAEY5KBVGPGWN4PRY', '01M8F61X6K7DG4DAMY6YFKDFWN', NULL, NULL, NULL, '2026-11-27 19:01:41.110308+00', 1, NULL, '2026-11-27 19:00:00.45412+00', '2026-11-27 19:00:00.890874+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F624EX0YWXQW611V6HFXY7', 'order_01M8F624DX5HKFR3MC8GVN91RJ', 'finalized', NULL, '2026-11-27 19:00:08.222868+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F6238JBTZC7HV138RQ7JD9', 9, 'complete-cart', 'auto-01M8F624ABJ22F9E4PDGW61B9J', '01M8F624AD4AY3VRXAQT9AP6GG', NULL, NULL, NULL, NULL, 1, NULL, '2026-11-27 19:00:07.773467+00', '2026-11-27 19:00:08.222868+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F61ZRDB5N5444PF6ZNSZB8', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 'reverted', NULL, '2026-11-27 19:00:03.260951+00', '{"code": "order_missing", "step": null, "message": null}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F61Y9W9B60AVNZ7QAEF0FC', 7, 'complete-cart', 'auto-01M8F61ZHJM3S6KMNFEDCWA4MY', '01M8F61ZJ0Q1M28VMCF3EG9PAV', NULL, NULL, NULL, NULL, 0, NULL, '2026-11-27 19:00:02.958369+00', '2026-11-27 19:00:03.814271+00', NULL);
INSERT INTO public.order_finalization (id, order_id, status, staged_status, finalized_at, reason, canceling_code, noticed_session_ids, review_reason, hold_reason, released_by, released_at, accepted_shortfall, cart_id, display_id, workflow_id, transaction_id, run_id, parent_workflow_id, parent_transaction_id, parent_run_id, check_at, checks, claimed_until, created_at, updated_at, deleted_at) VALUES ('ordfin_01M8F626RCBKNMTN53PQGBPM8M', 'order_01M8F626PYK37PV4HG5W129PDW', 'pending', 'finalized', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'cart_01M8F625FBC35D4YK6BD188DJ1', 10, 'complete-cart', 'auto-01M8F626GS49SFZGRNXR4ZCHJC', '01M8F626GWKZDWHKQYQ793JWXN', NULL, NULL, NULL, '2026-11-27 19:01:10.125168+00', 0, NULL, '2026-11-27 19:00:10.125168+00', '2026-11-27 19:00:10.273533+00', NULL);

INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61P6VFA6QVZYTBTHTVREW', 'order_01M8F61NVZQJXD9P33R40W0KET', 1, 'order.reverted', '{"id": "order_01M8F61NVZQJXD9P33R40W0KET", "reason": {"code": "workflow_failed", "step": "authorize-payment-session-step"}, "cart_id": "cart_01M8F61M4D93Y8B7PPN8WF7NVH", "event_id": "ordev_01M8F61P6VFA6QVZYTBTHTVREW", "sequence": 1, "display_id": 3, "occurred_at": "2026-11-27T18:59:53.180Z", "was_finalized": false}', '2026-11-27 18:59:53.170057+00', NULL, NULL, 1, NULL, '2026-11-27 18:59:53.246171+00', 3, '2026-11-27 18:59:53.170057+00', '2026-11-27 18:59:53.246171+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61FPNB4GZXA3DWRT551H8', 'order_01M8F61FBJ4EB760T8FZMPS7QD', 1, 'order.finalized', '{"id": "order_01M8F61FBJ4EB760T8FZMPS7QD", "total": 15, "cart_id": "cart_01M8F61D1S2B3T4R2H6FX26Q1S", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F61FPNB4GZXA3DWRT551H8", "sequence": 1, "display_id": 1, "occurred_at": "2026-11-27T18:59:46.963Z", "currency_code": "eur"}', '2026-11-27 18:59:46.925194+00', NULL, NULL, 1, NULL, '2026-11-27 18:59:46.999728+00', 1, '2026-11-27 18:59:46.521765+00', '2026-11-27 18:59:46.999728+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61K30FS59N9NDDWJ3KYFZ', 'order_01M8F61JQP7P5W9ZRGY947YGFG', 1, 'order.finalized', '{"id": "order_01M8F61JQP7P5W9ZRGY947YGFG", "total": 15, "cart_id": "cart_01M8F61GSXMEBE4AS0SPA3W3KA", "payment": {"status": "captured", "captured_amount": 15, "transaction_ids": ["ordtrx_01M8F61K23R9M440BSRVHZKV12"], "authorized_amount": 15}, "event_id": "ordev_01M8F61K30FS59N9NDDWJ3KYFZ", "sequence": 1, "display_id": 2, "occurred_at": "2026-11-27T18:59:50.510Z", "currency_code": "eur"}', '2026-11-27 18:59:50.47366+00', NULL, NULL, 1, NULL, '2026-11-27 18:59:50.525057+00', 2, '2026-11-27 18:59:49.985006+00', '2026-11-27 18:59:50.525057+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61ZVEP3AJTYJWENQ1K7YA', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 1, 'order.finalized', '{"id": "order_01M8F61ZQ2N82BC8CS5TGGFQNM", "total": 15, "cart_id": "cart_01M8F61Y9W9B60AVNZ7QAEF0FC", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F61ZVEP3AJTYJWENQ1K7YA", "sequence": 1, "display_id": 7, "occurred_at": "2026-11-27T19:00:03.272Z", "currency_code": "eur"}', '2026-11-27 19:00:03.260951+00', NULL, NULL, 1, NULL, '2026-11-27 19:00:03.28101+00', 5, '2026-11-27 19:00:03.055003+00', '2026-11-27 19:00:03.28101+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61S0BXCTWEBTBHYVBHM5M', 'order_01M8F61RQH5G2YZJWN3DEXNTEH', 1, 'order.reverted', '{"id": "order_01M8F61RQH5G2YZJWN3DEXNTEH", "reason": {"code": "workflow_failed", "step": "authorize-payment-session-step"}, "cart_id": "cart_01M8F61Q5W0M7TEMDPWJQ3503P", "event_id": "ordev_01M8F61S0BXCTWEBTBHYVBHM5M", "sequence": 1, "display_id": 4, "occurred_at": "2026-11-27T18:59:56.043Z", "was_finalized": false}', '2026-11-27 18:59:56.036524+00', NULL, NULL, 1, NULL, '2026-11-27 18:59:56.088353+00', 4, '2026-11-27 18:59:56.036524+00', '2026-11-27 18:59:56.088353+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F61XENFM9T16XB0M6DEVF7', 'order_01M8F61X9BYRPKCHXDZZCJZNEA', 1, 'order.finalized', '{"id": "order_01M8F61X9BYRPKCHXDZZCJZNEA", "total": 15, "cart_id": "cart_01M8F61W67DAHXDNS9WRJ9561V", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F61XENFM9T16XB0M6DEVF7", "sequence": 1, "display_id": 6, "occurred_at": "2026-11-27T19:00:00.597Z", "currency_code": "eur"}', NULL, NULL, NULL, 0, NULL, NULL, NULL, '2026-11-27 19:00:00.598255+00', '2026-11-27 19:00:00.598255+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F620KC0S8P7YK9QGVV6G3W', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 2, 'order.reverted', '{"id": "order_01M8F61ZQ2N82BC8CS5TGGFQNM", "reason": {"code": "order_missing", "step": null}, "cart_id": "cart_01M8F61Y9W9B60AVNZ7QAEF0FC", "event_id": "ordev_01M8F620KC0S8P7YK9QGVV6G3W", "sequence": 2, "display_id": 7, "occurred_at": "2026-11-27T19:00:03.821Z", "was_finalized": true}', '2026-11-27 19:00:03.814271+00', NULL, NULL, 1, NULL, '2026-11-27 19:00:03.837808+00', 6, '2026-11-27 19:00:03.814271+00', '2026-11-27 19:00:03.837808+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F622DNMMNB2QYFQ85KE5CY', 'order_01M8F6226JS4KE1GN4CZKJKB6M', 1, 'order.finalized', '{"id": "order_01M8F6226JS4KE1GN4CZKJKB6M", "total": 15, "cart_id": "cart_01M8F620RE79VYV753YNQ2BDZP", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F622DNMMNB2QYFQ85KE5CY", "sequence": 1, "display_id": 8, "occurred_at": "2026-11-27T19:00:05.907Z", "currency_code": "eur"}', '2026-11-27 19:00:05.904484+00', NULL, NULL, 1, NULL, '2026-11-27 19:00:05.9191+00', 7, '2026-11-27 19:00:05.68625+00', '2026-11-27 19:00:05.9191+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F624N12BVQT61JENR5QTN3', 'order_01M8F624DX5HKFR3MC8GVN91RJ', 1, 'order.finalized', '{"id": "order_01M8F624DX5HKFR3MC8GVN91RJ", "total": 15, "cart_id": "cart_01M8F6238JBTZC7HV138RQ7JD9", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F624N12BVQT61JENR5QTN3", "sequence": 1, "display_id": 9, "occurred_at": "2026-11-27T19:00:08.243Z", "currency_code": "eur"}', '2026-11-27 19:00:08.222868+00', '2026-11-27 19:00:10.259309+00', NULL, 1, 'The event bus is away', NULL, 8, '2026-11-27 19:00:07.969646+00', '2026-11-27 19:00:08.259309+00', NULL);
INSERT INTO public.order_finalization_event (id, order_id, sequence, name, data, due_at, next_attempt_at, claimed_until, attempts, last_error, published_at, "position", created_at, updated_at, deleted_at) VALUES ('ordev_01M8F626X0PCG20ANXXP97QGDT', 'order_01M8F626PYK37PV4HG5W129PDW', 1, 'order.finalized', '{"id": "order_01M8F626PYK37PV4HG5W129PDW", "total": 15, "cart_id": "cart_01M8F625FBC35D4YK6BD188DJ1", "payment": {"status": "authorized", "captured_amount": 0, "transaction_ids": [], "authorized_amount": 15}, "event_id": "ordev_01M8F626X0PCG20ANXXP97QGDT", "sequence": 1, "display_id": 10, "occurred_at": "2026-11-27T19:00:10.273Z", "currency_code": "eur"}', NULL, NULL, NULL, 0, NULL, NULL, NULL, '2026-11-27 19:00:10.273533+00', '2026-11-27 19:00:10.273533+00', NULL);

INSERT INTO public.order_finalization_lease (name, held_by, held_until, created_at, updated_at, deleted_at) VALUES ('prune-order-events', NULL, '2026-11-27 19:59:40.945129+00', '2026-11-27 18:59:40.953817+00', '2026-11-27 18:59:41.027444+00', NULL);
INSERT INTO public.order_finalization_lease (name, held_by, held_until, created_at, updated_at, deleted_at) VALUES ('report-alarms', NULL, '2026-11-27 19:00:40.94463+00', '2026-11-27 18:59:40.955125+00', '2026-11-27 18:59:41.033769+00', NULL);
INSERT INTO public.order_finalization_lease (name, held_by, held_until, created_at, updated_at, deleted_at) VALUES ('audit-orders', NULL, '2026-11-27 19:00:40.944491+00', '2026-11-27 18:59:40.953771+00', '2026-11-27 18:59:41.064323+00', NULL);

INSERT INTO public.order_finalization_progress (id, installed_at, audited_until, window_until, window_after, last_position, pruned_until, pruned_event_id, pruned_events, created_at, updated_at, deleted_at) VALUES ('ordprog_01', '2026-11-27 18:59:30.559702+00', '2026-11-27 18:59:30.559702+00', NULL, NULL, 8, 0, NULL, 0, '2026-11-27 18:59:30.559702+00', '2026-11-27 18:59:30.559702+00', NULL);

INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_67374E131F3E479AB5A82028B9C16F4C', 'ordev_01M8F61FPNB4GZXA3DWRT551H8', 'order_01M8F61FBJ4EB760T8FZMPS7QD', 1, 'erp', 'done', 1, NULL, NULL, '2026-11-27 18:59:47.009194+00', '2026-11-27 18:59:46.997808+00', '2026-11-27 18:59:47.009194+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_8A8E9FAF526144E494E7CA4698E58A8E', 'ordev_01M8F61K30FS59N9NDDWJ3KYFZ', 'order_01M8F61JQP7P5W9ZRGY947YGFG', 1, 'erp', 'done', 1, NULL, NULL, '2026-11-27 18:59:50.532572+00', '2026-11-27 18:59:50.523352+00', '2026-11-27 18:59:50.532572+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_7F4CC5B4597A4D9FAF71D986183E7B47', 'ordev_01M8F61P6VFA6QVZYTBTHTVREW', 'order_01M8F61NVZQJXD9P33R40W0KET', 1, 'erp', 'done', 1, NULL, NULL, '2026-11-27 18:59:53.255363+00', '2026-11-27 18:59:53.245144+00', '2026-11-27 18:59:53.255363+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_8A5FB11FB54F4711B969192B522BED31', 'ordev_01M8F61FPNB4GZXA3DWRT551H8', 'order_01M8F61FBJ4EB760T8FZMPS7QD', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 2, '2026-11-27 19:05:14.932482+00', 'the receiver did not answer (refused)', NULL, '2026-11-27 18:59:46.999728+00', '2026-11-27 18:59:53.299482+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_0409710AD9A74B1B8E503C05FE24F30F', 'ordev_01M8F61S0BXCTWEBTBHYVBHM5M', 'order_01M8F61RQH5G2YZJWN3DEXNTEH', 1, 'erp', 'done', 1, NULL, NULL, '2026-11-27 18:59:56.096175+00', '2026-11-27 18:59:56.086862+00', '2026-11-27 18:59:56.096175+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_A8CE961917674F11978A625CD195132C', 'ordev_01M8F61K30FS59N9NDDWJ3KYFZ', 'order_01M8F61JQP7P5W9ZRGY947YGFG', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 2, '2026-11-27 19:05:11.366892+00', 'the receiver did not answer (refused)', NULL, '2026-11-27 18:59:50.525057+00', '2026-11-27 18:59:56.128892+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_DBACACC10B0C4387843E231B0E440B92', 'ordev_01M8F61P6VFA6QVZYTBTHTVREW', 'order_01M8F61NVZQJXD9P33R40W0KET', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 2, '2026-11-27 19:05:12.803003+00', 'the receiver did not answer (refused)', NULL, '2026-11-27 18:59:53.246171+00', '2026-11-27 18:59:59.172003+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_5AD714CC6DC341CFB8E5BCDFD4BAD256', 'ordev_01M8F61ZVEP3AJTYJWENQ1K7YA', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 1, 'erp', 'done', 1, NULL, NULL, '2026-11-27 19:00:03.285361+00', '2026-11-27 19:00:03.280968+00', '2026-11-27 19:00:03.285361+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_60A8FF9429654216B88F2AAC5198B0D2', 'ordev_01M8F61S0BXCTWEBTBHYVBHM5M', 'order_01M8F61RQH5G2YZJWN3DEXNTEH', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 2, '2026-11-27 19:05:10.368432+00', 'the receiver did not answer (refused)', NULL, '2026-11-27 18:59:56.088353+00', '2026-11-27 19:00:03.293432+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_C7167E7DDED341ACBFF876443839EB54', 'ordev_01M8F61ZVEP3AJTYJWENQ1K7YA', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 1, '2026-11-27 19:00:08.444945+00', 'the receiver did not answer (refused)', NULL, '2026-11-27 19:00:03.28101+00', '2026-11-27 19:00:03.293945+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_90CB2DC6EFE542A68149C50ABD91F177', 'ordev_01M8F620KC0S8P7YK9QGVV6G3W', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 2, 'erp', 'done', 1, NULL, NULL, '2026-11-27 19:00:03.844325+00', '2026-11-27 19:00:03.836875+00', '2026-11-27 19:00:03.844325+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_E997F327EE334AFCBD82AC9D7E5F0935', 'ordev_01M8F620KC0S8P7YK9QGVV6G3W', 'order_01M8F61ZQ2N82BC8CS5TGGFQNM', 2, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 0, '2026-11-27 19:00:03.837808+00', NULL, NULL, '2026-11-27 19:00:03.837808+00', '2026-11-27 19:00:03.837808+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_26A0326E1D984D3096B0C34B3EBB096E', 'ordev_01M8F622DNMMNB2QYFQ85KE5CY', 'order_01M8F6226JS4KE1GN4CZKJKB6M', 1, 'erp', 'pending', 2, '2026-11-27 19:00:11.216616+00', 'The ERP is away', NULL, '2026-11-27 19:00:05.919018+00', '2026-11-27 19:00:09.216616+00', NULL);
INSERT INTO public.order_finalization_receipt (id, event_id, order_id, sequence, consumer, status, attempts, next_attempt_at, last_error, done_at, created_at, updated_at, deleted_at) VALUES ('ordrec_AC8FBDBCFAF146D78BEE35EC5F516684', 'ordev_01M8F622DNMMNB2QYFQ85KE5CY', 'order_01M8F6226JS4KE1GN4CZKJKB6M', 1, 'webhook:ordwh_01M8F61CMQB465GBPPH1G4XM91', 'pending', 0, '2026-11-27 19:00:09.222679+00', NULL, NULL, '2026-11-27 19:00:05.9191+00', '2026-11-27 19:00:09.222679+00', NULL);

INSERT INTO public.order_finalization_webhook (id, url, description, events, format, max_in_flight, secrets, sealed_headers, header_names, status, disabled_reason, failed_first_attempts, trial_number, next_trial_at, failing_since, last_success_at, created_at, updated_at, deleted_at) VALUES ('ordwh_01M8F61CMQB465GBPPH1G4XM91', 'http://127.0.0.1:9/orders', 'CRM', '["order.finalized", "order.reverted"]', 'standard', 20, '[{"sealed": "plain:whsec_TwoXFCXSuNGakyjD03mi7IYCk8gKsxV/jk8ufoLpc/E=", "expires_at": null}]', '{"x-shop": "plain:eu"}', '["x-shop"]', 'failing', NULL, 5, 1, '2026-11-27 19:00:24.23+00', '2026-11-27 19:00:03.308+00', NULL, '2026-11-27 18:59:43.384+00', '2026-11-27 19:00:09.222679+00', NULL);

INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_67BB8B2EBAF6452F9F24172C12196A92', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61FPNB4GZXA3DWRT551H8', 'ordrec_8A5FB11FB54F4711B969192B522BED31', 1, '2026-11-27 18:59:47.019+00', 15, NULL, 'refused', NULL, '2026-11-27 18:59:47.036371+00', '2026-11-27 18:59:47.036371+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_00C4EAB57FA7430FBAA8F87C753BB2F9', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61K30FS59N9NDDWJ3KYFZ', 'ordrec_A8CE961917674F11978A625CD195132C', 1, '2026-11-27 18:59:50.55+00', 5, NULL, 'refused', NULL, '2026-11-27 18:59:50.556288+00', '2026-11-27 18:59:50.556288+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_3EF4473ADB0E41B385DCEECCC596D814', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61FPNB4GZXA3DWRT551H8', 'ordrec_8A5FB11FB54F4711B969192B522BED31', 2, '2026-11-27 18:59:53.296+00', 2, NULL, 'refused', NULL, '2026-11-27 18:59:53.299482+00', '2026-11-27 18:59:53.299482+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_A4C9973C991C4536872AFB59EED464D3', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61P6VFA6QVZYTBTHTVREW', 'ordrec_DBACACC10B0C4387843E231B0E440B92', 1, '2026-11-27 18:59:53.297+00', 4, NULL, 'refused', NULL, '2026-11-27 18:59:53.304808+00', '2026-11-27 18:59:53.304808+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_835B5AB5968E41678DBF086E6B764272', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61K30FS59N9NDDWJ3KYFZ', 'ordrec_A8CE961917674F11978A625CD195132C', 2, '2026-11-27 18:59:56.11+00', 17, NULL, 'refused', NULL, '2026-11-27 18:59:56.128892+00', '2026-11-27 18:59:56.128892+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_EFB34044CE594D309C7298F91D333D9B', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61S0BXCTWEBTBHYVBHM5M', 'ordrec_60A8FF9429654216B88F2AAC5198B0D2', 1, '2026-11-27 18:59:56.111+00', 17, NULL, 'refused', NULL, '2026-11-27 18:59:56.131472+00', '2026-11-27 18:59:56.131472+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_E0918AF3B7C84412BED012FF62F9FC9F', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61P6VFA6QVZYTBTHTVREW', 'ordrec_DBACACC10B0C4387843E231B0E440B92', 2, '2026-11-27 18:59:59.165+00', 2, NULL, 'refused', NULL, '2026-11-27 18:59:59.172003+00', '2026-11-27 18:59:59.172003+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_06E32F7A8AFB4555BA0D254AAD8B083A', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61S0BXCTWEBTBHYVBHM5M', 'ordrec_60A8FF9429654216B88F2AAC5198B0D2', 2, '2026-11-27 19:00:03.291+00', 2, NULL, 'refused', NULL, '2026-11-27 19:00:03.293432+00', '2026-11-27 19:00:03.293432+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_EFD2DCC2F0B644BB9ED48507BFF0BA2E', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F61ZVEP3AJTYJWENQ1K7YA', 'ordrec_C7167E7DDED341ACBFF876443839EB54', 1, '2026-11-27 19:00:03.291+00', 2, NULL, 'refused', NULL, '2026-11-27 19:00:03.293945+00', '2026-11-27 19:00:03.293945+00', NULL);
INSERT INTO public.order_finalization_webhook_attempt (id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code, error_code, answer_excerpt, created_at, updated_at, deleted_at) VALUES ('ordwa_35A9AF7643A1420B970F4A97DFD85957', 'ordwh_01M8F61CMQB465GBPPH1G4XM91', 'ordev_01M8F622DNMMNB2QYFQ85KE5CY', 'ordrec_AC8FBDBCFAF146D78BEE35EC5F516684', 1, '2026-11-27 19:00:09.216+00', 5, NULL, 'refused', NULL, '2026-11-27 19:00:09.222679+00', '2026-11-27 19:00:09.222679+00', NULL);

ALTER TABLE ONLY public.order_finalization_event
    ADD CONSTRAINT order_finalization_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_finalization_lease
    ADD CONSTRAINT order_finalization_lease_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.order_finalization
    ADD CONSTRAINT order_finalization_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_finalization_progress
    ADD CONSTRAINT order_finalization_progress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_finalization_receipt
    ADD CONSTRAINT order_finalization_receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_finalization_webhook_attempt
    ADD CONSTRAINT order_finalization_webhook_attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_finalization_webhook
    ADD CONSTRAINT order_finalization_webhook_pkey PRIMARY KEY (id);

CREATE INDEX "IDX_order_finalization_check_at" ON public.order_finalization USING btree (check_at) WHERE ((check_at IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_display_id" ON public.order_finalization USING btree (display_id) WHERE ((display_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_event_next_attempt_at" ON public.order_finalization_event USING btree (next_attempt_at) WHERE ((next_attempt_at IS NOT NULL) AND (deleted_at IS NULL));

CREATE UNIQUE INDEX "IDX_order_finalization_event_order_id_name_unique" ON public.order_finalization_event USING btree (order_id, name);

CREATE UNIQUE INDEX "IDX_order_finalization_event_order_id_sequence_unique" ON public.order_finalization_event USING btree (order_id, sequence);

CREATE UNIQUE INDEX "IDX_order_finalization_event_position_unique" ON public.order_finalization_event USING btree ("position") WHERE (("position" IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_finalized_at_id" ON public.order_finalization USING btree (finalized_at, id) WHERE ((finalized_at IS NOT NULL) AND (deleted_at IS NULL));

CREATE UNIQUE INDEX "IDX_order_finalization_order_id_unique" ON public.order_finalization USING btree (order_id);

CREATE INDEX "IDX_order_finalization_receipt_consumer_next_attempt_at" ON public.order_finalization_receipt USING btree (consumer, next_attempt_at) WHERE ((next_attempt_at IS NOT NULL) AND (deleted_at IS NULL));

CREATE UNIQUE INDEX "IDX_order_finalization_receipt_event_id_consumer_unique" ON public.order_finalization_receipt USING btree (event_id, consumer);

CREATE INDEX "IDX_order_finalization_receipt_order_id_consumer" ON public.order_finalization_receipt USING btree (order_id, consumer) WHERE (deleted_at IS NULL);

CREATE INDEX "IDX_order_finalization_receipt_status_consumer" ON public.order_finalization_receipt USING btree (status, consumer) WHERE (deleted_at IS NULL);

CREATE INDEX "IDX_order_finalization_to_review" ON public.order_finalization USING btree (id) WHERE ((review_reason IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_transaction_id" ON public.order_finalization USING btree (transaction_id) WHERE ((transaction_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_unsettled" ON public.order_finalization USING btree (status, id) WHERE ((status <> 'finalized'::text) AND (deleted_at IS NULL));

CREATE INDEX "IDX_order_finalization_webhook_attempt_event_id_webhook_id" ON public.order_finalization_webhook_attempt USING btree (event_id, webhook_id) WHERE (deleted_at IS NULL);

CREATE TABLE IF NOT EXISTS public.mikro_orm_migrations (
    id serial PRIMARY KEY,
    name varchar(255),
    executed_at timestamp with time zone DEFAULT now()
);

INSERT INTO public.mikro_orm_migrations (name) VALUES ('Migration20261123093256');
