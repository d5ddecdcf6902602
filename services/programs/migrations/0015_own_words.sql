-- Words that only certain people may read are besides read within their organization only.

create policy within_the_organization on diary as restrictive for select using (
    current_setting('app.organizations', true) = '*'
    or organization = any(string_to_array(current_setting('app.organizations', true), ','))
);
create policy within_the_organization on assessment_words as restrictive for select using (
    current_setting('app.organizations', true) = '*'
    or organization = any(string_to_array(current_setting('app.organizations', true), ','))
);
