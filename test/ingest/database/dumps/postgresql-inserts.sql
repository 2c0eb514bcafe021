--
-- PostgreSQL database dump
--

\restrict AGx8jRgfS8z2UfNOlJFtSUCUbhRhhWrBVnpgo8Ab6A5QyudDankNml4JDftcYaL

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: f(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO audit_trail VALUES (999, now(), 'x; y', ''); RETURN NEW; END $$;


ALTER FUNCTION public.f() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: Journal Entry; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public."Journal Entry" (
    id integer NOT NULL,
    entered timestamp without time zone,
    posting_date date,
    amount numeric(12,2),
    epoch_ms bigint
);


ALTER TABLE public."Journal Entry" OWNER TO postgres;

--
-- Name: audit_trail; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.audit_trail (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    who text,
    note text
);


ALTER TABLE public.audit_trail OWNER TO postgres;

--
-- Name: audit_trail_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.audit_trail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.audit_trail_id_seq OWNER TO postgres;

--
-- Name: audit_trail_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.audit_trail_id_seq OWNED BY public.audit_trail.id;


--
-- Name: empty_one; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.empty_one (
    a integer
);


ALTER TABLE public.empty_one OWNER TO postgres;

--
-- Name: audit_trail id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.audit_trail ALTER COLUMN id SET DEFAULT nextval('public.audit_trail_id_seq'::regclass);


--
-- Data for Name: Journal Entry; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (1, '2010-01-02 08:00:00', '2009-12-31', 1.50, 1262304000001);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (2, '2010-01-03 08:00:00', '2009-12-31', 3.00, 1262304000002);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (3, '2010-01-04 08:00:00', '2009-12-31', 4.50, 1262304000003);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (4, '2010-01-05 08:00:00', '2009-12-31', 6.00, 1262304000004);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (5, '2010-01-06 08:00:00', '2009-12-31', 7.50, 1262304000005);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (6, '2010-01-07 08:00:00', '2009-12-31', 9.00, 1262304000006);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (7, '2010-01-08 08:00:00', '2009-12-31', 10.50, 1262304000007);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (8, '2010-01-09 08:00:00', '2009-12-31', 12.00, 1262304000008);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (9, '2010-01-10 08:00:00', '2009-12-31', 13.50, 1262304000009);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (10, '2010-01-11 08:00:00', '2009-12-31', 15.00, 1262304000010);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (11, '2010-01-12 08:00:00', '2009-12-31', 16.50, 1262304000011);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (12, '2010-01-13 08:00:00', '2009-12-31', 18.00, 1262304000012);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (13, '2010-01-14 08:00:00', '2009-12-31', 19.50, 1262304000013);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (14, '2010-01-15 08:00:00', '2009-12-31', 21.00, 1262304000014);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (15, '2010-01-16 08:00:00', '2009-12-31', 22.50, 1262304000015);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (16, '2010-01-17 08:00:00', '2009-12-31', 24.00, 1262304000016);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (17, '2010-01-18 08:00:00', '2009-12-31', 25.50, 1262304000017);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (18, '2010-01-19 08:00:00', '2009-12-31', 27.00, 1262304000018);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (19, '2010-01-20 08:00:00', '2009-12-31', 28.50, 1262304000019);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (20, '2010-01-21 08:00:00', '2009-12-31', 30.00, 1262304000020);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (21, '2010-01-22 08:00:00', '2009-12-31', 31.50, 1262304000021);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (22, '2010-01-23 08:00:00', '2009-12-31', 33.00, 1262304000022);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (23, '2010-01-24 08:00:00', '2009-12-31', 34.50, 1262304000023);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (24, '2010-01-25 08:00:00', '2009-12-31', 36.00, 1262304000024);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (25, '2010-01-26 08:00:00', '2009-12-31', 37.50, 1262304000025);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (26, '2010-01-27 08:00:00', '2009-12-31', 39.00, 1262304000026);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (27, '2010-01-28 08:00:00', '2009-12-31', 40.50, 1262304000027);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (28, '2010-01-29 08:00:00', '2009-12-31', 42.00, 1262304000028);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (29, '2010-01-30 08:00:00', '2009-12-31', 43.50, 1262304000029);
INSERT INTO public."Journal Entry" (id, entered, posting_date, amount, epoch_ms) VALUES (30, '2010-01-31 08:00:00', '2009-12-31', 45.00, 1262304000030);


--
-- Data for Name: audit_trail; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (1, '2010-01-01 09:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (2, '2010-01-01 10:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (3, '2010-01-01 11:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (4, '2010-01-01 12:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (5, '2010-01-01 13:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (6, '2010-01-01 14:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (7, '2010-01-01 15:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (8, '2010-01-01 16:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (9, '2010-01-01 17:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (10, '2010-01-01 18:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (11, '2010-01-01 19:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (12, '2010-01-01 20:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (13, '2010-01-01 21:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (14, '2010-01-01 22:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (15, '2010-01-01 23:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (16, '2010-01-02 00:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (17, '2010-01-02 01:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (18, '2010-01-02 02:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (19, '2010-01-02 03:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (20, '2010-01-02 04:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (21, '2010-01-02 05:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (22, '2010-01-02 06:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (23, '2010-01-02 07:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (24, '2010-01-02 08:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (25, '2010-01-02 09:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (26, '2010-01-02 10:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (27, '2010-01-02 11:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (28, '2010-01-02 12:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (29, '2010-01-02 13:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (30, '2010-01-02 14:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (31, '2010-01-02 15:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (32, '2010-01-02 16:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (33, '2010-01-02 17:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (34, '2010-01-02 18:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (35, '2010-01-02 19:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (36, '2010-01-02 20:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (37, '2010-01-02 21:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (38, '2010-01-02 22:00:00+00', 'user2', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (39, '2010-01-02 23:00:00+00', 'user0', 'tab	here; it''s a "note" \. and
new line');
INSERT INTO public.audit_trail (id, recorded_at, who, note) VALUES (40, '2010-01-03 00:00:00+00', 'user1', 'tab	here; it''s a "note" \. and
new line');


--
-- Data for Name: empty_one; Type: TABLE DATA; Schema: public; Owner: postgres
--



--
-- Name: audit_trail_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.audit_trail_id_seq', 40, true);


--
-- Name: Journal Entry Journal Entry_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public."Journal Entry"
    ADD CONSTRAINT "Journal Entry_pkey" PRIMARY KEY (id);


--
-- Name: audit_trail audit_trail_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.audit_trail
    ADD CONSTRAINT audit_trail_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict AGx8jRgfS8z2UfNOlJFtSUCUbhRhhWrBVnpgo8Ab6A5QyudDankNml4JDftcYaL

