"""Words that say nothing of what an item is about, and so begin and end no name."""

_WORDS = """
a about after again all also am an and any are aren as at be because been before being but by can cannot could couldn
did didn do does doesn doing don for from get getting give go going got had has hasn have haven having he her here hers
him his hi hello hey how i if in into is isn it its itself just know let ll like make may me might mine more most much
must my need no nor not now of off oh ok on only or other our ours out over own please re really s same shall she should
shouldn so some something still such t tell than thanks thank that the their theirs them then there these they thing
things this those through to too under until up us use ve very want wanted wants was wasn we were weren what whats when
where which while who whom whose why will with won would wouldn yes yet you your yours try tried trying one ones im ive
long many say said take takes took each every everybody everyone somebody someone nobody anybody anyone else same
zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
hundred hundreds thousand thousands million dozen first second third twice again today yesterday tomorrow
monday tuesday wednesday thursday friday saturday sunday
aber alle als also am an auch auf aus bei bin bis bitte da damit dann das dass dein dem den denn der des die dies diese
doch du durch ein eine einem einen einer er es euch für gibt haben hat hatte ich ihr im immer in ist ja jetzt kann kein
keine können man mein meine mich mir mit muss nach nicht noch nur ob oder ohne schon sehr sein sich sie sind so soll um
und uns unser unsere vom von vor war warum was wenn wer werden wie wir wird wo wurde würde wieder zu zum zur
dieser dieses diesem diesen jede jeder jedes keinen keiner ihnen ihre ihrem ihren ihrer meinem meinen meiner
seine seinen seiner unserem unseren unserer steht sieht macht machen brauche brauchen will wollen wäre
hätte sonst hier dort etwas jemand niemand zwei drei vier fünf sechs sieben acht neun zehn zwölf zwanzig hundert
tausend heute gestern morgen
alors au aussi aux avec avoir ce ces cette comme dans de des donc du elle elles en est et être eu fait faire il ils je
la le les leur lui ma mais me mes moi mon même ne nos notre nous on ont ou où par pas peu peut plus pour pourquoi que
chaque deux trois quatre cinq six sept huit neuf dix cent mille quelqu quelqu'un personne
quel quelle qui sa sans se ses si son sont sur ta te tes toi ton tout tous très trop tu un une vos votre vous y
al algo como con cuando cual de del desde donde el ella ellos en entre era es esa ese eso esta está este esto estoy fue
ha hay he la las le les lo los me mi mis mucho muy más nada ni no nos nosotros o para pero por porque puede puedo que
qué quiero se ser si sin sobre son su sus también te tengo tiene todo tu un una uno y ya yo
ai alla anche che chi ci come con cosa da dal dalla dei del della delle di dove e gli ha hanno ho i il io la le lo loro
ma mi mia mio molto nel nella non o per perché più può quando quello questa questo se si sono su sua suo te ti tra tutto
un una uno è
ao aos as até com da das do dos e ela ele em essa esse está eu foi há isso isto já lhe mais mas me meu minha muito na
não nas nem no nos nossa nosso o os ou para pela pelo por porque quando que quem se sem ser seu sua também tem tenho um
uma você à é
aan al als bij dan dat de deze die dit door een en er geen heb hebben heeft het hij hoe ik in is kan maar me mijn moet
naar niet nog nu of om onze ook op over te tot uit van veel voor waar wat we wel wij wordt ze zij zijn zo zou
"""
STOP_WORDS = frozenset(_WORDS.split())
"""Words of seven languages that say nothing of what an item is about."""
