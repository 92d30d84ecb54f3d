import { matching, type Parser } from './parsers';

/** A name of FC: of a function, a service or an alias. */
const NAME = '[A-Za-z_][\\w-]{0,127}';

/** How the form of a name is described in messages. */
export const NAME_FORM = 'a letter or underscore, then letters, digits, underscores and hyphens';

/** Function names, and `service$function`, the 3.0 name of a function that 2.0 created. */
const FUNCTION_NAME = new RegExp(`^${NAME}(?:\\$${NAME})?$`);

/**
 * What people write instead of a name, and the inputs that its parts belong into. Every repetition is
 * bounded, whatever the length of the text.
 */
const FORMS = [
  // ARNs: acs:fc:{region}:{account}:functions/{name}/{qualifier}, also as other clouds write them.
  `^(?:acs|arn):[\\w:-]{1,200}:(?:services/(?<service>${NAME})(?:\\.(?<version>${NAME}))?/)?functions?[/:](?<name>${NAME}(?:\\$${NAME})?)(?:[/:](?<qualifier>[\\w-]{1,128}))?$`,
  `^(?<service>${NAME})(?:\\.(?<version>[\\w-]{1,128}))?/(?<name>${NAME})$`,
  `^(?<name>${NAME}(?:\\$${NAME})?)[:@](?<qualifier>[\\w-]{1,128})$`,
].map((form) => new RegExp(form));

/** Reads `function-name`. */
export const functionName: Parser<string> = matching(
  FUNCTION_NAME,
  `the name of a function: ${NAME_FORM}`,
  adviceFor,
);

function adviceFor(text: string): string | undefined {
  const form = FORMS.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  if (form !== undefined) {
    const { service, name, version, qualifier = version } = form;
    const inputs = { 'service-name': service, 'function-name': name, qualifier };
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
    return `did you mean ${given.map(([input, value]) => `\`${input}: ${value}\``).join(' and ')}?`;
  }
  if (/^https?:/i.test(text)) return 'the URL of an HTTP trigger belongs in `http-trigger`';
  return text.includes('.')
    ? 'a name has no dot: a version or alias belongs in `qualifier`, and the handler (`index.handler`) is not named here'
    : undefined;
}
