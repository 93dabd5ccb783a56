-- The portfolio on a day, written by hand for DuckDB: health with its components, the signals and the rank of each
-- account, then GRR and NRR. It shares nothing with the product but the metric definitions and the default standards.
with
d as (select $as_of::date as d),
lines as (
    select s.*, s.start_date <= d and d < s.end_date and (s.cancelled_on is null or s.cancelled_on > d) as runs
    from subscriptions s, d
),
running as (
    select account_id, sum(seats) as seats,
           sum(arr * case when currency = 'USD' then 1 else (select arg_max(rate, as_of) from fx, d
                     where fx.currency = lines.currency and fx.as_of <= d) end)::decimal(28, 8) as arr,
           coalesce(min(end_date) filter (arr > 0), min(end_date)) as ends
    from lines where runs group by account_id
),
started as (select account_id, min(start_date) as first from lines, d where start_date <= d group by account_id),
earlier as (
    select account_id,
           bool_or(start_date <= d - 60 and d - 60 < end_date and (cancelled_on is null or cancelled_on > d - 60)) as ran_60,
           bool_or(start_date <= d - 45 and d - 45 < end_date and (cancelled_on is null or cancelled_on > d - 45)) as ran_45
    from subscriptions, d group by account_id
),
used as (
    select account_id,
           arg_max(struct_pack(u := monthly_active_users), date) filter (date between d - 59 and d) as now,
           arg_max(struct_pack(u := monthly_active_users), date) filter (date between d - 87 and d - 28) as before,
           arg_max(struct_pack(u := monthly_active_users), date) filter (date between d - 149 and d - 90) as past
    from usage, d where date between d - 149 and d group by account_id
),
known as (
    select count(distinct feature) as now, count(distinct feature) filter (date <= d - 90) as past from features, d where date <= d
),
seen as (
    select account_id, feature, max(active_users) filter (date > d - 28) as now,
           max(active_users) filter (date <= d - 90) as past
    from features, d
    where active_users > 0 and (date between d - 27 and d or date between d - 117 and d - 90)
    group by account_id, feature
),
broad as (
    select account_id, count(now) as features, max(now) filter (past is null) as newest from seen group by account_id
),
rated as (
    select account_id, arg_max(rating, date) as rating, max(date) as rated_on from sentiment, d where date <= d
    group by account_id having max(date) > any_value(d) - 120
),
attained as (
    select account_id, avg(greatest(0, least(100, 100 * (current - baseline)::double / (target - baseline))))
                           filter (target <> baseline and current is not null) as attained,
           sum(case when target >= baseline then current - baseline else baseline - current end
               * volume_per_year * value_per_unit * case when currency = 'USD' then 1 else
               (select arg_max(rate, as_of) from fx, d where fx.currency = outcomes.currency and fx.as_of <= d) end) as value
    from outcomes, d where as_of is null or as_of <= d group by account_id
),
steps as (
    select account_id, count(*) filter (due_date <= d) as due,
           count(*) filter (due_date <= d and completed_date <= d) as done,
           count(*) filter (due_date <= d - 14 and (completed_date is null or completed_date > d)) as late,
           max(due_date) filter (kind = 'value' and due_date >= d) as planned,
           list(due_date) filter (kind = 'value' and due_date >= d) as plans
    from milestones, d group by account_id
),
answers as (
    select *, row_number() over (partition by account_id, coalesce(contact_id, survey_id) order by date desc, survey_id desc) as nth
    from surveys, d where kind = 'nps' and date > d - interval 1 year and date <= d
),
nps as (
    select account_id, 100.0 * sum((score >= 9)::int - (score <= 6)::int) / count(*) as nps from answers where nth = 1 group by account_id
),
csat as (
    select account_id, sum((score >= 4)::int)::double / count(*) as csat from surveys, d
    where kind = 'csat' and date between d - 89 and d group by account_id
),
touches as (select account_id, date, unnest(participants) as who from notes, d where kind is distinct from 'internal' and date <= d),
touched as (select account_id, max(date) as last from notes, d where kind is distinct from 'internal' and date <= d group by account_id),
people as (
    select c.*, case when left_on is not null then left_on > d else active is distinct from false end as there,
           greatest(case when last_contacted <= d then last_contacted end, t.last) as spoken
    from contacts c cross join d
    left join (select account_id, lower(who) as who, max(date) as last from touches group by all) t
           on t.account_id = c.account_id and t.who = lower(c.name)
),
crowd as (
    select account_id, count(*) filter (there) as there,
           max(case when last_contacted <= d then last_contacted end) as contacted,
           count(spoken) as spoken, count(*) filter (there and spoken >= d - 59) as covered,
           count(*) filter (role = 'champion') as champions,
           count(*) filter (role = 'champion' and there) as champions_there,
           max(spoken) filter (role = 'champion' and there) as champion_spoken,
           count(*) filter (role = 'executive_sponsor') as sponsors,
           count(*) filter (role = 'executive_sponsor' and there) as sponsors_there,
           max(spoken) filter (role = 'executive_sponsor' and there) as sponsor_spoken
    from people, d group by account_id
),
power as (
    select a.account_id, bool_or(score <= 6) as detracts, bool_or(score >= 9) as promotes
    from answers a join people p using (contact_id)
    where nth = 1 and p.account_id = a.account_id and there and role in ('executive_sponsor', 'economic_buyer', 'champion')
    group by a.account_id
),
urgent as (
    select account_id, count(*) as urgent from tickets, d
    where priority = 'urgent' and opened_at::date < d - 5 and (closed_at is null or closed_at >= d + 1) group by account_id
),
joined as (
    select a.account_id, a.name, d, r.arr, r.seats, r.ends, datediff('day', d, r.ends) as days,
           u.now.u as users, u.now is not null as has_usage,
           case when r.seats > 0 then u.now.u / r.seats end as utilisation,
           case when u.now is not null and k.now > 0 then coalesce(b.features, 0) / k.now end as breadth,
           case when u.before.u > 0 then u.now.u / u.before.u - 1 end as change,
           u.now.u * 10 <= u.before.u * 8 and u.before.u > 0 as dropped, -- as floats, 0.8 - 1 is above -0.2
           u.past is not null and k.past > 0 as had_breadth, b.newest,
           coalesce(case when customer_since <= d then customer_since end, s.first) > d - 30 as is_new,
           rating, attained, value, due, done, late, plans, nps, csat,
           greatest(contacted, t.last) as last_contact, c.*  exclude (account_id), detracts, promotes, urgent, ran_60, ran_45
    from accounts a cross join d cross join known k join running r using (account_id)
    left join started s using (account_id) left join used u using (account_id) left join broad b using (account_id)
    left join rated using (account_id) left join attained using (account_id) left join steps using (account_id)
    left join nps using (account_id) left join csat using (account_id) left join crowd c using (account_id)
    left join touched t using (account_id) left join power using (account_id) left join urgent using (account_id)
    left join earlier using (account_id)
),
scored as (
    select *,
        case when not is_new then list_avg(list_filter([
            if(utilisation is not null, 100 * least(1, utilisation / 0.8), null),
            if(breadth is not null, 100 * least(1, breadth), null),
            if(change is not null, greatest(0, least(100, 50 + 250 * change)), null)], lambda x: x is not null)) end as product_usage,
        case rating when 'green' then 100 when 'yellow' then 50 when 'red' then 0 end as csm_sentiment,
        case when not is_new then list_avg(list_filter([attained, case when due > 0 then 100 * done / due end],
            lambda x: x is not null)) end as outcomes,
        case when not is_new then list_avg(list_filter([(nps + 100) / 2, 100 * csat], lambda x: x is not null)) end as voice,
        case when not is_new then list_avg(list_filter([
            if(last_contact is not null, greatest(0, least(100, 100 * (60 - datediff('day', last_contact, d)) / 46)), null),
            case when spoken > 0 then 100 * least(1, covered / 3) end], lambda x: x is not null)) end as engagement
    from joined
),
weighed as (
    select *,
        (coalesce(50 * product_usage, 0) + coalesce(25 * csm_sentiment, 0) + coalesce(10 * outcomes, 0)
            + coalesce(5 * voice, 0) + coalesce(10 * engagement, 0))
        / nullif(if(product_usage is null, 0, 50) + if(csm_sentiment is null, 0, 25) + if(outcomes is null, 0, 10)
            + if(voice is null, 0, 5) + if(engagement is null, 0, 10), 0) as score
    from scored
),
signalled as (
    select *,
        list_filter([
            if(dropped, 'usage_drop_28d', null),
            if(utilisation < 0.5 and days <= 120, 'low_utilisation_near_renewal', null),
            if(not coalesce(has_usage, false) and ran_60, 'no_usage_60d', null),
            if(champions > 0 and (champions_there = 0 or champion_spoken <= d - 60), 'champion_gone', null),
            if(sponsors > 0 and (sponsors_there = 0 or sponsor_spoken <= d - 60), 'sponsor_gone', null),
            if(there = 1, 'single_threaded', null),
            if(urgent > 0, 'urgent_ticket_aging', null),
            if(detracts, 'power_role_detractor', null),
            if(late > 0, 'milestone_overdue', null),
            if((last_contact is null and ran_45) or last_contact <= d - 45, 'no_contact_45d', null),
            if(rating = 'red', 'sentiment_red', null),
            if(days <= 90 and len(list_filter(coalesce(plans, []), lambda x: x <= ends)) = 0, 'renewal_without_plan', null)
        ], lambda x: x is not null) as risks,
        list_filter([
            if(utilisation > 0.9, 'utilisation_over_90', null),
            if(promotes, 'power_role_promoter', null),
            if(arr > 0 and value / arr > 3, 'roi_above_3', null),
            if(seats > 0 and had_breadth and newest >= 0.5 * seats, 'feature_taken_up', null)
        ], lambda x: x is not null) as growth,
        -- The severest counts whole, each further one a quarter. A champion or sponsor who is silent is medium.
        list_filter([
            if(dropped, 1.0, null), if(utilisation < 0.5 and days <= 120, 1.0, null),
            if(not coalesce(has_usage, false) and ran_60, 1.0, null),
            if(champions > 0 and (champions_there = 0 or champion_spoken <= d - 60), if(champions_there = 0, 1.0, 0.5), null),
            if(sponsors > 0 and (sponsors_there = 0 or sponsor_spoken <= d - 60), if(sponsors_there = 0, 1.0, 0.5), null),
            if(there = 1, 0.5, null), if(urgent > 0, 1.0, null), if(detracts, 1.0, null), if(late > 0, 0.5, null),
            if((last_contact is null and ran_45) or last_contact <= d - 45, 0.5, null), if(rating = 'red', 1.0, null),
            if(days <= 90 and len(list_filter(coalesce(plans, []), lambda x: x <= ends)) = 0, 0.5, null)
        ], lambda x: x is not null) as severities
    from weighed
)
select account_id, arr::double as arr, utilisation, score,
       case when score is null then null when rating = 'red' then 'red' when score >= 75 then 'green'
            when score >= 50 then 'yellow' else 'red' end as band,
       product_usage, csm_sentiment, outcomes, voice, engagement, risks, growth,
       arr::double * (0.75 * list_max(severities) + 0.25 * list_sum(severities))
           * case when days <= 90 then 2 when days <= 180 then 1.5 else 1 end as priority
from signalled
order by priority desc nulls last, name, account_id;

with
d as (select $as_of::date as d),
worth as (
    select s.*, arr * case when currency = 'USD' then 1 else (select arg_max(rate, as_of) from fx, d
        where fx.currency = s.currency and fx.as_of <= d) end as usd
    from subscriptions s
),
held as (
    select account_id,
           sum(usd) filter (start_date <= d - interval 1 year and d - interval 1 year < end_date
               and (cancelled_on is null or cancelled_on > d - interval 1 year)) as before,
           sum(usd) filter (start_date <= d and d < end_date and (cancelled_on is null or cancelled_on > d)) as after
    from worth, d group by account_id
)
select sum(least(before, coalesce(after, 0))) / sum(before) as grr, sum(coalesce(after, 0)) / sum(before) as nrr
from held where before > 0;
