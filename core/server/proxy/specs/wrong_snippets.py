"""All that can be wrong with an expert's own directives, as it is told."""

from enum import unique

from core.server.told import Words


@unique
class WrongSnippet(Words):
    """What is told of snippets."""

    directive_unknown = "{directive} is not possible in a snippet"
    directive_includes = "{directive} is not possible in a snippet: a snippet brings in nothing from elsewhere"
    directive_runs_code = "{directive} is not possible in a snippet: a snippet runs no code"
    directive_logs = "{directive} is not possible in a snippet: Dozor sees what its own log says, and nothing else"
    directive_passwords = (
        "{directive} is not possible in a snippet: passwords are files of Dozor's: say it in basic_auth"
    )
    directive_leads = "{directive} is not possible in a snippet: where requests go is said by services and domains"
    directive_certificates = "{directive} is not possible in a snippet: certificates are documents of their own"
    directive_limits = (
        "{directive} is not possible in a snippet: limits are said in limit, so that Dozor's own goes on to hold"
    )
    directive_relied_on = "{directive} is not possible in a snippet: Dozor relies on its own"
    directive_files = "{directive} is not possible in a snippet: a snippet reads and writes no files"
    directive_has_block = "{directive} has a block"
    directive_has_no_block = "{directive} has no block"
    not_ended = "{directive} is not ended by ;"
    block_open = "a block is not closed"
    block_foreign = "}} closes a block that is not of this snippet"
    after_nothing = "{mark} stands after nothing"
    character = "the character {character} cannot stand in a snippet"
    quote_open = "a quoted text is not ended on its line"
    lone_backslash = "a lone \\"
    space_after_quote = "after a quoted text comes a space"
    quote_as_whole = "a word with {mark} in it has to be quoted as a whole"
    too_deep = "blocks stand too deep within each other"
    variable_is_own = "{variable} is Dozor's own"
    looks_at_files = "a snippet looks at no files: -f, -d, -e and -x are not possible"
    path_of_dozor = "{directive} leads to a path of Dozor's own"
    named_groups = "groups of regular expressions have no names here: each would be a variable of NGINX"
