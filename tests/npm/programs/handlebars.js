// Templates with helpers, partials, blocks, escapes and nested data.
'use strict';
const Handlebars = require('handlebars');

Handlebars.registerHelper('upper', (text) => String(text).toUpperCase());
Handlebars.registerHelper('list', (items, options) => {
  const rows = items.map((item, i) => `<li data-i="${i}">${options.fn(item, { data: { index: i } })}</li>`);
  return new Handlebars.SafeString(`<ul>\n${rows.join('\n')}\n</ul>`);
});
Handlebars.registerPartial('person', '{{upper name}} <{{email}}>{{#if admin}} (admin){{else}} (user){{/if}}');
const template = Handlebars.compile(`
<h1>{{title}}</h1>
{{#list people}}{{> person}}{{#each tags as |tag n|}} {{n}}:{{tag}}{{/each}}{{/list}}
{{#unless empty}}{{{raw}}}{{/unless}}
{{#with deep.er}}{{value}} of {{../title}}{{/with}}
{{lookup numbers 2}} {{#each map}}{{@key}}={{this}}{{#unless @last}}, {{/unless}}{{/each}}
`);
console.log(template({
  title: 'Ouro & friends "quoted"',
  people: [
    { name: 'Ada', email: 'ada@example.org', admin: true, tags: ['x', 'y'] },
    { name: 'Grace', email: 'grace@example.org', admin: false, tags: [] },
  ],
  raw: '<b>raw</b>',
  deep: { er: { value: 42 } },
  numbers: [1, 2, 3],
  map: { a: 1, b: 2 },
}));
console.log(Handlebars.precompile('{{#if a}}{{b.c}}{{/if}}'));
try {
  Handlebars.compile('{{#if}')({});
} catch (error) {
  console.log(error.name, error.message.split('\n')[0]);
}
