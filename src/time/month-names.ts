/**
 * Names of months, and their short forms, as mail programs write them in thirteen languages: lower case, without accents. Taken from
 * CLDR (the data behind Intl) and kept here, so that what is read does not depend on the machine's version of it. No name means two months.
 */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'nb', 'fi', 'pl', 'cs'] as const

const BY_MONTH = [
  'ene enero gen gennaio jan janeiro januar januari january janv janvier led leden ledna sty styczen stycznia tammi tammikuu tammikuuta',
  'feb febbraio febrero februar februari february fev fevereiro fevr fevrier helmi helmikuu helmikuuta lut lutego luty uno unor unora',
  'bre brezen brezna maalis maaliskuu maaliskuuta maart mar marca march marco mars marts marz marzec marzo mrt',
  'abr abril apr april aprile avr avril dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecien kwietnia',
  'kve kveten kvetna mag maggio mai maio maj maja may mayo mei touko toukokuu toukokuuta',
  'cerven cervna cvn cze czerwca czerwiec giu giugno juin jun june junho juni junio kesa kesakuu kesakuuta',
  'cervence cervenec cvc heina heinakuu heinakuuta juil juillet jul julho juli julio july lip lipca lipiec lug luglio',
  'ago agosto aout aug august augusti augustus elo elokuu elokuuta sie sierpien sierpnia srp srpen srpna',
  'sep sept september septembre septiembre set setembro settembre syys syyskuu syyskuuta wrz wrzesien wrzesnia zar zari',
  'loka lokakuu lokakuuta oct october octobre octubre okt oktober ott ottobre out outubro paz pazdziernik pazdziernika rij rijen rijna',
  'lis listopad listopada listopadu marras marraskuu marraskuuta nov november novembre novembro noviembre',
  'dec december decembre des desember dez dezember dezembro dic dicembre diciembre gru grudnia grudzien joulu joulukuu joulukuuta pro prosince prosinec',
]

/** The number of a month, from 1, by its name. */
export const MONTH_NAMES: ReadonlyMap<string, number> = new Map(
  BY_MONTH.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
)
